// Scrolls each preview frame to the text of the segment that it was opened for, and highlights it.
(() => {
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  // The smallest element that contains the text: the paragraph, not the whole page.
  const find = (page, words) => {
    const wanted = plain(words).slice(0, 60);
    const having = [...page.body.querySelectorAll("*")].filter((each) => plain(each.textContent).includes(wanted));
    const size = (each) => Math.abs(plain(each.textContent).length - plain(words).length);
    return having.filter((each) => each.getClientRects().length).sort((one, other) => size(one) - size(other))[0];
  };
  const lead = (frame) => {
    const page = frame.contentDocument;
    const spot = frame.dataset.words && page?.body && find(page, frame.dataset.words);
    if (!spot) return;
    spot.style.outline = "3px solid #e9a13b";
    spot.style.outlineOffset = "4px";
    spot.scrollIntoView({ block: "center" });
  };
  for (const frame of document.querySelectorAll("[data-words]")) {
    frame.addEventListener("load", () => lead(frame));
    if (frame.contentDocument && frame.contentDocument.readyState === "complete") lead(frame);
  }
})();
