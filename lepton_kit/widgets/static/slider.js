// One labelled native range input. JupyterLab binds bare arrow keys in command mode; the data attribute on the input
// itself keeps them for the slider.
function render({ model, el }) {
  const label = document.createElement("label");
  const words = document.createElement("span");
  const input = document.createElement("input");
  const number = document.createElement("span");
  input.type = "range";
  input.dataset.lmSuppressShortcuts = "true";
  label.append(words, input);
  el.classList.add("lepton-slider");
  number.className = "lepton-number";
  number.setAttribute("aria-hidden", "true"); // the slider itself says its value
  el.append(label, number);

  const show = () => {
    words.textContent = model.get("label");
    Object.assign(input, { min: model.get("low"), max: model.get("high"), step: model.get("step") });
    input.value = model.get("value");
    number.textContent = model.get("value").toFixed(model.get("digits"));
    input.setAttribute("aria-valuetext", number.textContent);
    input.disabled = model.get("disabled");
  };
  input.addEventListener("input", () => {
    model.set("value", input.valueAsNumber);
    model.save_changes();
  });
  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
