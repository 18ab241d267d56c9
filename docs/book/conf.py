"""Sphinx' configuration of the book; `lepton book` is what runs it."""

import sys
import tomllib
from pathlib import Path

from sphinx.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "docs")]  # for course_sources, and what the slides need too

from vendored import MATHJAX, vendored  # noqa: E402

from lepton_kit.teach.authoring.installing import address  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY, TAG = address(ROOT)
try:
    mathjax = vendored(*MATHJAX)
except LookupError as problem:
    raise ConfigError(str(problem)) from None

project = "Lepton Kit"
author = PROJECT["authors"][0]["name"]
copyright = f"{author}; text CC BY 4.0, code MIT"
release = PROJECT["version"]
language = "en"

extensions = [
    "course_sources",
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinxcontrib.bibtex",
]
smartquotes = False  # a page has the quotes of its notebook

nb_execution_mode = "off"  # the outputs are the committed ones
nb_merge_streams = True
nb_code_prompt_show = "Guess first; then open the {type}"
nb_code_prompt_hide = "Fold the {type}"
myst_enable_extensions = ["amsmath", "attrs_inline", "deflist", "dollarmath"]
myst_heading_anchors = 3
mathjax_path = mathjax.name

bibtex_bibfiles = [str(ROOT / "docs" / "references.bib")]
bibtex_default_style = "plain"

add_module_names = False  # a heading above names the module
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = False
napoleon_use_param = False  # a type in a docstring is words, such as "names or numbers", and no link
napoleon_use_rtype = False

html_theme = "sphinx_book_theme"
html_title = "Lepton Kit"
html_static_path = ["static", str(mathjax)]
html_css_files = ["book.css"]
html_sourcelink_suffix = ""  # so that what is downloaded is called .ipynb
html_last_updated_fmt = None
html_theme_options = {
    "repository_url": REPOSITORY,
    "repository_branch": TAG,
    "use_repository_button": True,
    "use_download_button": True,
    "navbar_persistent": [],  # the sidebar has the field for searching
    "show_toc_level": 2,
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
        "notebook_interface": "jupyterlab",
    },
}
