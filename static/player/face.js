// The neutral face: the campaign's name, and its hotline while the player knows that it holds.

export class Face {
  #addresses;
  #memory;

  // `addresses` has LANGUAGE in place of the code.
  constructor({ addresses, memory }) {
    this.#addresses = addresses;
    this.#memory = memory;
  }

  async restore() {
    this.#draw(await this.#memory.get("face"));
  }

  // Fetch the face in this language, as it is now.
  async renew(language) {
    const answer = await fetch(this.#addresses.replace("LANGUAGE", language), {
      cache: "no-cache",
      credentials: "omit",
    });
    if (!answer.ok) return;
    const face = await answer.json();
    this.#draw(face);
    await this.#memory.set("face", face);
  }

  // A number may have been revoked since the last contact.
  showContact(isKnown) {
    document.body.classList.toggle("with-contact", isKnown);
  }

  #draw(face) {
    if (!face) return;
    document.documentElement.lang = face.tag;
    document.documentElement.dir = face.direction;
    for (const element of document.querySelectorAll("[data-face]")) {
      const text = face[element.dataset.face] || "";
      if (element.textContent !== text) element.textContent = text;
    }
  }
}
