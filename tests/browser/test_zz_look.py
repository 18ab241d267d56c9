import os, pytest
from pathlib import Path
OUT = Path("/tmp/look")
pytestmark = pytest.mark.browser
@pytest.mark.parametrize("name", os.environ["LOOK"].split(","))
def test_look(open_lesson, lab_notebooks, name):
    [nb] = [p.name for p in lab_notebooks.glob(name + "_*.ipynb")]
    page = open_lesson(nb, seconds=280)
    page.wait_for_timeout(1500)
    panel = page.locator(".jp-WindowedPanel-outer").first
    h = page.evaluate("() => document.querySelector('.jp-Notebook .jp-WindowedPanel-viewport, .jp-Notebook').scrollHeight")
    page.set_viewport_size({"width": 1100, "height": 1600})
    page.wait_for_timeout(500)
    k = 0
    while True:
        page.screenshot(path=OUT / f"{name}_{k:02}.png")
        done = page.evaluate("""() => { const e=[...document.querySelectorAll('.jp-Notebook *, .jp-Notebook')].filter(x=>x.scrollHeight>x.clientHeight+50 && getComputedStyle(x).overflowY.match(/auto|scroll/)).sort((a,b)=>b.scrollHeight-a.scrollHeight)[0]; if(!e) return true; const before=e.scrollTop; e.scrollTop+=1450; return e.scrollTop===before; }""")
        k += 1
        page.wait_for_timeout(250)
        if done or k > 24: break
