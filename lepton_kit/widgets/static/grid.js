// A picture that is painted with keyboard or pointer: one grid, one cell in the tab order, arrow keys to move, space or
// Enter to paint, Home and End for the ends of a row. JupyterLab binds bare arrows in command mode; the data attribute
// on the cells keeps them here.
function render({ model, el }) {
  const grid = document.createElement("div");
  const note = document.createElement("p");
  let cells = [];
  let at = 0;
  let painting = false;
  grid.setAttribute("role", "grid");
  note.textContent = "Arrow keys move, space paints; or draw with the pointer.";
  el.classList.add("lepton-grid");
  el.append(grid, note);

  const columns = () => model.get("columns");
  const named = (i) => `row ${Math.floor(i / columns()) + 1}, column ${(i % columns()) + 1}: ${model.get("value")[i]}`;
  const go = (i) => {
    cells[at].tabIndex = -1;
    at = i;
    cells[at].tabIndex = 0;
    cells[at].focus();
  };
  const shade = (i) => {
    const level = model.get("value")[i];
    cells[i].style.background = `rgb(${level}, ${level}, ${level})`;
    cells[i].setAttribute("aria-label", named(i));
  };
  const paint = (i) => {
    const value = [...model.get("value")];
    if (value[i] === model.get("brush")) return;
    value[i] = model.get("brush");
    model.set("value", value);
    model.save_changes();
  };
  const build = () => {
    const count = columns();
    grid.setAttribute("aria-label", model.get("label"));
    grid.style.gridTemplateColumns = `repeat(${count}, 1fr)`;
    grid.replaceChildren();
    cells = [];
    let row;
    model.get("value").forEach((_, i) => {
      if (i % count === 0) {
        row = document.createElement("div");
        row.setAttribute("role", "row");
        grid.append(row);
      }
      const cell = document.createElement("span");
      cell.setAttribute("role", "gridcell");
      cell.dataset.lmSuppressShortcuts = "true";
      cell.dataset.at = i;
      cell.tabIndex = -1;
      row.append(cell);
      cells.push(cell);
      shade(i);
    });
    at = 0;
    cells[0].tabIndex = 0;
  };

  grid.addEventListener("keydown", (event) => {
    const count = columns();
    const row = Math.floor(at / count);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -count, ArrowDown: count };
    const next = { Home: row * count, End: row * count + count - 1 }[event.key] ?? at + (steps[event.key] ?? 0);
    if (event.key === " " || event.key === "Enter") {
      paint(at);
    } else if (next !== at) {
      const wraps = event.key in steps && Math.abs(steps[event.key]) === 1 && Math.floor(next / count) !== row;
      if (next >= 0 && next < cells.length && !wraps) go(next);
    } else if (!(event.key in steps) && !["Home", "End"].includes(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  const under = (event) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("[role=gridcell]");
    return cell && grid.contains(cell) ? Number(cell.dataset.at) : -1;
  };
  grid.addEventListener("pointerdown", (event) => {
    const i = under(event);
    if (i < 0) return;
    event.preventDefault();
    painting = true;
    go(i);
    paint(i);
  });
  grid.addEventListener("pointermove", (event) => {
    if (painting && under(event) >= 0) paint(under(event));
  });
  const stop = () => (painting = false);
  window.addEventListener("pointerup", stop);

  const show = () => (cells.length === model.get("value").length ? cells.forEach((_, i) => shade(i)) : build());
  model.on("change:value", show);
  model.on("change:columns", build);
  build();
  return () => {
    model.off("change:value", show);
    model.off("change:columns", build);
    window.removeEventListener("pointerup", stop);
  };
}

export default { render };
