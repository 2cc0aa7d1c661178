// The part of the page that shows files: one over the other while they fade.

const FADE = 700;

const loadImage = async (address) => {
  const image = new Image();
  image.alt = "";
  image.src = address;
  await image.decode();
  return image;
};

const loadVideo = async (address) => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, loop: true, src: address });
  await video.play();
  return video;
};

export class Stage {
  #element;

  constructor(element) {
    this.#element = element;
  }

  // Resolves to the element, ready to be seen. Rejects if this browser can't show the file.
  load(item, address) {
    return item.media_type.startsWith("video/") ? loadVideo(address) : loadImage(address);
  }

  show(element, item) {
    const before = [...this.#element.children];
    element.dataset.sha256 = item.sha256;
    element.lang = item.language || "";
    this.#element.append(element);
    // Read, so that the browser lays it out transparent before it fades in.
    void element.offsetWidth;
    element.classList.add("shown");
    document.body.dataset.state = "playing";
    setTimeout(() => {
      for (const old of before) old.remove();
    }, FADE);
  }

  // At once, without a fade.
  clear() {
    this.#element.replaceChildren();
    document.body.dataset.state = "face";
  }
}
