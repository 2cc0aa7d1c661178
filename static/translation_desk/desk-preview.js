// Leads each frame to the words of the segment that it was opened for, and marks them.
(() => {
  const find = (page, words) => {
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    const wanted = plain(words).slice(0, 60);
    while (walker.nextNode()) {
      const own = plain(walker.currentNode.data);
      if (own && (own.includes(wanted) || (own.length > 20 && plain(words).startsWith(own)))) {
        return walker.currentNode.parentElement;
      }
    }
    return null;
  };
  const lead = (frame) => {
    const page = frame.contentDocument;
    const spot = frame.dataset.words && page && page.body && find(page, frame.dataset.words);
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
