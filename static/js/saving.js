// Text that isn't saved yet: kept in this browser, for this user only, until the server has it or the user signs out.
// Used by the page editor (page-saving.js) and by the desk (desk-saving.js, subtitles.js).
(() => {
  const element = document.querySelector("[data-saving]");
  if (!element) return;
  const { dataset: says } = element;
  const find = (name) => element.querySelector(`[data-saving-${name}]`);
  const OWN = `unsaved:${says.user}:`;
  const LONGEST_KEPT = 30 * 24 * 3600 * 1000;
  const LONGEST_PAUSE = 30000;

  const inStorage = (use) => {
    try {
      return use(localStorage);
    } catch {
      return undefined; // The browser has no storage, or it is full: the text is still on the page.
    }
  };
  const getPlaces = () => inStorage(() => Object.keys(localStorage).filter((place) => place.startsWith(OWN))) || [];
  const keep = (place, content) =>
    inStorage((storage) => storage.setItem(OWN + place, JSON.stringify({ at: Date.now(), content })));
  const read = (place) => inStorage((storage) => JSON.parse(storage.getItem(OWN + place)));
  const forget = (place) => inStorage((storage) => storage.removeItem(OWN + place));
  const list = (start) =>
    getPlaces()
      .map((place) => place.slice(OWN.length))
      .filter((place) => place.startsWith(start));

  for (const place of list("")) if (!(read(place)?.at > Date.now() - LONGEST_KEPT)) forget(place);
  document.addEventListener("submit", ({ target }) => {
    if (new URL(target.action, location.href).pathname.endsWith("/logout/"))
      for (const place of list("")) forget(place);
  });

  // "ready": text can be saved, with the token that a new sign-in made. Otherwise the reason why not.
  const askServer = async () => {
    let session;
    try {
      const answer = await fetch(says.session, { headers: { Accept: "application/json" } });
      if (!answer.ok) return "away";
      session = await answer.json();
    } catch {
      return "away";
    }
    if (session.user !== says.user) return session.user ? "another" : "signedOut";
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = session.csrf_token;
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = session.csrf_token;
    return "ready";
  };

  const tell = (reason, text = says[reason]) => {
    element.hidden = !reason;
    element.dataset.reason = reason;
    find("text").textContent = text || "";
    find("sign-in").hidden = reason !== "signedOut";
    for (const name of ["save", "discard"]) find(name).hidden = true;
  };
  const offer = (text, { save, discard }) => {
    tell("kept", text);
    find("save").hidden = !save;
    find("save").onclick = save;
    find("discard").hidden = false;
    find("discard").onclick = () => {
      tell("");
      discard();
    };
  };

  // Texts of fields as `{ name: { text, was } }`: put back where the field is as it was, otherwise shown below the field.
  // Returns the fields put back, and whether a text is only shown.
  const putBack = (kept, fields, label) => {
    const restored = [];
    let isShown = false;
    for (const field of fields) {
      const own = kept?.[field.name];
      if (!own || own.text === field.value) continue;
      if (own.was === field.value) {
        field.value = own.text;
        restored.push(field);
        continue;
      }
      const box = document.createElement("div");
      box.className = "desk-theirs";
      for (const [name, content] of [
        ["desk-label", label],
        ["desk-kept", own.text],
      ])
        box.append(Object.assign(document.createElement("div"), { className: name, textContent: content }));
      field.after(box);
      isShown = true;
    }
    return { restored, isShown };
  };

  // Calls `save` again until the page says that it was stored: after a growing pause, and whenever something has changed
  // that may help.
  const makeRetry = (save, say = (state) => tell(state === "ready" ? "refused" : state)) => {
    let timer = null;
    let pause = 0;
    let isAsking = false;
    const retry = async () => {
      if (timer === null || isAsking) return;
      clearTimeout(timer);
      isAsking = true;
      const state = await askServer();
      isAsking = false;
      if (timer === null) return;
      say(state);
      pause = Math.min(pause * 2 || 1000, LONGEST_PAUSE);
      timer = setTimeout(retry, pause);
      if (state === "ready") save();
    };
    for (const event of ["online", "focus"]) window.addEventListener(event, retry);
    new BroadcastChannel("signed-in").onmessage = retry;
    return {
      start() {
        if (timer !== null) return;
        timer = setTimeout(retry, 0);
      },
      stop() {
        clearTimeout(timer);
        if (timer !== null) tell("");
        timer = null;
        pause = 0;
      },
    };
  };

  window.saving = { says, keep, read, forget, list, askServer, tell, offer, putBack, makeRetry };
})();
