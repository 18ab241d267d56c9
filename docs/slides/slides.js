// Starts the deck. A slide that is taller than the screen is drawn smaller, never cut.
const HEIGHT = 700;

function fit(slide) {
  if (!slide || slide.classList.contains("stack")) return;
  slide.style.zoom = 1;
  const height = slide.scrollHeight;
  if (height > HEIGHT) slide.style.zoom = HEIGHT / height;
}

function fitAll() {
  Reveal.getSlides().forEach(fit);
}

Reveal.initialize({
  width: 1280, height: 720, margin: 0.03, center: false, hash: true, controls: true, progress: true,
  slideNumber: "c/t", transition: "none", plugins: [RevealNotes],
}).then(() => MathJax.startup.promise).then(() => fit(Reveal.getCurrentSlide()));
Reveal.on("slidechanged", (event) => fit(event.currentSlide));
Reveal.on("pdf-ready", fitAll);
