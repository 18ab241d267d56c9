"""Words in explorers' pictures, as a browser sets them: none leaves the picture, meets another or lies on an axis."""

import pytest

from tests.widgets.conftest import EXAMPLES

pytestmark = pytest.mark.browser

FAULTS = """() => {
  const svg = document.querySelector("svg"), origin = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text:not([transform])")].filter((node) => node.textContent.trim());
  const boxes = words.map((node) => {  // letters reach less high and less low than the box of their line
    const box = node.getBoundingClientRect();
    const [left, right] = [box.left - origin.left, box.right - origin.left];
    return {words: node.textContent, left, right, top: box.top - origin.top + 2, bottom: box.bottom - origin.top - 3};
  });
  const faults = [];
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  boxes.forEach((box, k) => {
    if (box.left < -0.5 || box.right > origin.width + 0.5 || box.top < -1 || box.bottom > origin.height + 1)
      faults.push(`outside: ${box.words}`);
    for (const other of boxes.slice(0, k)) if (meet(box, other)) faults.push(`${other.words} | ${box.words}`);
  });
  for (const path of svg.querySelectorAll("path")) {
    const axes = /^M([\\d.]+),([\\d.]+)V([\\d.]+)H([\\d.]+)$/.exec(path.getAttribute("d"));
    if (!axes) continue;
    const [left, top, bottom, right] = axes.slice(1).map(Number);
    const level = {left, right, top: bottom - 1, bottom: bottom + 1};
    const upright = {left: left - 1, right: left + 1, top, bottom};
    for (const box of boxes) if (meet(box, level) || meet(box, upright)) faults.push(`on an axis: ${box.words}`);
  }
  return faults;
}"""


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_words_stand_clear_of_each_other_and_of_the_axes(name, browser):
    """Wherever a control stands, and with all of them at their ends."""
    explorer = EXAMPLES[name]()
    controls = explorer._controls
    states = [{}, *({name: end} for name, control in controls.items() for end in control.ends)]
    states += [{name: control.ends[k] for name, control in controls.items()} for k in (0, -1)]
    page, faults = browser.new_page(), {}
    for state in states:
        try:
            content = explorer.reset().set(**state).picture().content
        except ValueError:  # a sentence to the learner; the picture stays
            continue
        page.set_content(f"<body style='margin: 0'>{content}</body>")
        faults |= dict.fromkeys(page.evaluate(FAULTS), state)
    page.close()
    assert not faults
