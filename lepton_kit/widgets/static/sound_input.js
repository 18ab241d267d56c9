// A .wav file chosen by hand, or two seconds from the microphone. The bytes go to the kernel as a message, which is kept
// nowhere, and never into the widget's state, which a notebook may save. A microphone is there only on localhost or https.
const SECONDS = 2;
const RATE = 8000;

function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const words = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  words(0, "RIFF");
  words(8, "WAVEfmt ");
  words(36, "data");
  [[4, 36 + 2 * samples.length], [16, 16], [24, RATE], [28, 2 * RATE], [40, 2 * samples.length]].forEach(([at, value]) =>
    view.setUint32(at, value, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => view.setUint16(at, value, true));
  samples.forEach((value, i) => view.setInt16(44 + 2 * i, 32767 * Math.max(-1, Math.min(1, value)), true));
  return view.buffer;
}

function render({ model, el }) {
  const label = document.createElement("label");
  const file = document.createElement("input");
  const button = document.createElement("button");
  const status = document.createElement("p");
  file.type = "file";
  file.accept = ".wav,audio/wav";
  label.append("A .wav file of one digit: ", file);
  button.textContent = "Record two seconds";
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  el.classList.add("lepton-sound");
  el.append(label, button, status);
  const send = (buffer) => model.send({ kind: "wav" }, undefined, [buffer]);

  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    status.textContent = chosen.size > 1e7 ? `${chosen.name} has over 10 MB; one digit takes less.` : `Read: ${chosen.name}`;
    if (chosen.size <= 1e7) send(await chosen.arrayBuffer());
  });

  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    button.disabled = true;
    status.textContent = "No recording here: a page gets the microphone only on localhost or https. A file does as well.";
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const recorder = new MediaRecorder(stream);
      const parts = [];
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      const ended = new Promise((done) => recorder.addEventListener("stop", done));
      recorder.start();
      status.textContent = "Recording: say one digit now.";
      setTimeout(() => recorder.stop(), 1000 * SECONDS);
      await ended;
      stream.getTracks().forEach((track) => track.stop());
      const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await new Blob(parts).arrayBuffer());
      send(wav(sound.getChannelData(0)));
      status.textContent = "Recorded. It is not saved.";
    } catch (problem) {
      status.textContent = `No recording (${problem.name}): allow the microphone for this page, or choose a file.`;
    }
    button.disabled = false;
  });
}

export default { render };
