"""Pages of HTML in one file, for texts that may be hostile: all is escaped, and a page may load and run nothing."""

import re
from html import escape

__all__ = ["page", "prose", "table", "text"]

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NOTHING_FROM_OUTSIDE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)

_STYLE = """
:root { --ink: #222; --grey: #595959; --pale: #f3f4f6; --line: #d9dce1; --blue: #0072b2; --good: #00684c;
  --bad: #a63d00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .5rem 0; } .quiet { color: var(--grey); } a { color: var(--blue); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .75rem 0; min-width: 60%; }
caption { text-align: left; color: var(--grey); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
code { background: var(--pale); padding: .05em .3em; border-radius: 3px; }
pre { background: var(--pale); border-left: 4px solid var(--line); padding: .7rem .9rem; margin: .4rem 0;
  overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.output { background: #fff; border: 1px solid var(--line); border-left: 4px solid var(--blue); }
img { max-width: 100%; height: auto; }
.score { font-size: 2.1rem; font-weight: 700; font-variant-numeric: tabular-nums; margin: 1rem 0 .25rem; }
.bar { height: .7rem; background: var(--pale); border: 1px solid var(--line); border-radius: .4rem; overflow: hidden; }
.bar span { display: block; height: 100%; background: var(--blue); }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
.note { border-left: 4px solid var(--bad); background: #fdf3ec; padding: .5rem .9rem; margin: 1rem 0; }
ol, ul { margin: .4rem 0; padding-left: 1.5rem; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } h2, h3 { break-after: avoid; }
  .question, tr, img { break-inside: avoid; } pre { border-left-width: 2px; }
  .bar span { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def text(value):
    """Any text as text in HTML: no markup, no terminal codes, no letters that turn the reading direction.

    Examples
    --------
    >>> text("<b>\\x1b[31mred\\x1b[0m & done</b>")
    '&lt;b&gt;red &amp; done&lt;/b&gt;'
    """
    plain = _ANSI.sub("", str(value)).encode("utf-8", "replace").decode()
    return escape(_CONTROL.sub("", plain.replace("\r\n", "\n").replace("\r", "\n")))


def prose(value):
    """A sentence whose `code` and *stress* are set as such.

    Examples
    --------
    >>> prose("Call `f(<x>*y*z)`, see *Lesson 1*.")
    'Call <code>f(&lt;x&gt;*y*z)</code>, see <em>Lesson 1</em>.'
    """
    parts = re.split(r"`([^`\n]+)`", text(value))
    parts[::2] = [re.sub(r"\*([^*\s][^*\n]*)\*", r"<em>\1</em>", part) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def table(caption, head, rows, numbers=()):
    """A table. The cells are HTML already; ``numbers`` are the columns that are set flush right, counted from 0."""

    def cell(tag, column, content, scope=""):
        kind = ' class="number"' if column in numbers else ""
        return f"<{tag}{scope}{kind}>{content}</{tag}>"

    titles = "".join(cell("th", i, each, ' scope="col"') for i, each in enumerate(head))
    body = "".join(
        "<tr>"
        + "".join(cell("td" if i else "th", i, each, "" if i else ' scope="row"') for i, each in enumerate(row))
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{titles}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def page(title, body):
    """A whole page. The title is a plain text, the body HTML."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FROM_OUTSIDE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
