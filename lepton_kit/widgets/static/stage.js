// A picture and a sentence. The sentence stands in one lasting live region, so that a screen reader speaks each change.
function render({ model, el }) {
  const picture = document.createElement("div");
  const readout = document.createElement("p");
  readout.setAttribute("role", "status");
  readout.setAttribute("aria-live", "polite");
  el.classList.add("lepton-stage");
  el.append(picture, readout);

  const show = () => {
    picture.innerHTML = model.get("picture");
    readout.textContent = model.get("readout");
    readout.classList.toggle("lepton-wrong", model.get("wrong"));
  };
  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
