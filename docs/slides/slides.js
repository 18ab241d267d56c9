// Starts the deck. A slide that is taller than the screen is drawn smaller, never cut.
const HEIGHT = 700;

function fit(slide) {
  if (!slide || slide.classList.contains("stack")) return;
  let zoom = 1;
  slide.style.zoom = zoom;
  for (let round = 0; round < 5; round++) {  // smaller letters break their lines elsewhere, so look again
    const height = slide.getBoundingClientRect().height / Reveal.getScale();
    if (height <= HEIGHT) break;
    zoom *= HEIGHT / height;
    slide.style.zoom = zoom;
  }
}

function fitAll() {
  Reveal.getSlides().forEach(fit);
}

Reveal.initialize({
  width: 1280, height: 720, margin: 0.03, center: false, hash: true, controls: true, progress: true,
  slideNumber: "c/t", transition: "none", plugins: [RevealNotes],
  pdfMaxPagesPerSlide: 1,  // what is too tall for its page is drawn smaller there too
}).then(() => MathJax.startup.promise).then(() => fit(Reveal.getCurrentSlide()));
Reveal.on("slidechanged", (event) => fit(event.currentSlide));
Reveal.on("pdf-ready", () => MathJax.startup.promise.then(fitAll));
