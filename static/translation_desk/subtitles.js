// The subtitle editor beside the film: keeps the film at the cue being edited and saves automatically.
// Without JavaScript the page still shows the cues, plays the film and saves with its button.
(() => {
  const root = document.querySelector("[data-subtitles]");
  const { saving: unsaved } = window;
  if (!root) return;
  const film = root.querySelector("[data-film]");
  const shown = root.querySelector("[data-shown]");
  const said = root.querySelector("[data-said]");
  const list = root.querySelector("[data-list]");
  const limits = JSON.parse(root.dataset.limits);
  const TIME = "(?:\\d{2,}:)?\\d{2}:\\d{2}\\.\\d{3}";
  const MARK = new RegExp(`^//(?:[ \\t]+(${TIME})(?:[ \\t]+(${TIME}))?)?[ \\t]*$`);
  const SHORTEST_PART = 0.2;
  const IDLE = 1500;
  let stopAt = null;
  let conflict = false;

  const readTime = (text) => text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
  const writeTime = (seconds) => {
    const whole = Math.round(seconds * 1000);
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    return `${two(whole / 3600000)}:${two((whole / 60000) % 60)}:${two((whole / 1000) % 60)}.${String(whole % 1000).padStart(3, "0")}`;
  };
  // Combining and invisible characters are not counted, as in the checks (cms/quality_checks/subtitle_rules.py).
  const count = (line) => [...line.trim()].filter((character) => !/[\p{Mn}\p{Cf}]/u.test(character)).length;

  function splitParts(text) {
    const parts = [{ lines: [] }];
    for (const line of text.split("\n")) {
      const match = line.match(MARK);
      if (!match) parts.at(-1).lines.push(line);
      else {
        Object.assign(parts.at(-1), { end: match[1], next: match[2] || match[1] });
        parts.push({ lines: [] });
      }
    }
    const all = parts.map((part) => ({ ...part, text: part.lines.join("\n") }));
    const full = all.filter((part) => part.text.trim());
    return full.length ? full : all;
  }

  // Divides a cue's time as cms/subtitles/ does.
  function timeParts(text, start, end) {
    const parts = splitParts(text);
    let from = start;
    return parts.map((part, place) => {
      if (place === parts.length - 1) return { text: part.text, start: from, end };
      const latest = end - SHORTEST_PART * (parts.length - place - 1);
      let to = part.end ? readTime(part.end) : 0;
      let next = part.next ? readTime(part.next) : 0;
      if (!(from + SHORTEST_PART <= to && to <= next && next <= latest)) {
        const lengths = parts.slice(place).map((other) => Math.max(other.text.length, 1));
        to = next = from + ((end - from) * lengths[0]) / lengths.reduce((sum, length) => sum + length);
      }
      const timed = { text: part.text, start: from, end: to };
      from = next;
      return timed;
    });
  }

  // What every cue has in common is in the page once: a long track has thousands of cues.
  const tools = root.querySelector("[data-cue-tools]");
  const theirsBox = root.querySelector("[data-cue-theirs]");
  const cues = [...root.querySelectorAll("[data-cue]")].map((element) => {
    const text = element.querySelector("[data-text]");
    text?.after(tools.content.cloneNode(true));
    const { start, end } = element.dataset;
    return { element, start: Number(start), end: Number(end), text, saved: text?.value };
  });
  const sources = new Map([...root.querySelectorAll("[data-source]")].map((node) => [node.dataset.source, node]));
  const byName = new Map(cues.filter((cue) => cue.text).map((cue) => [cue.text.name, cue]));
  const getParts = (cue) =>
    // biome-ignore lint/performance/useDomNodeTextContent: only innerText turns the <br> between lines into a line break.
    timeParts(cue.text ? cue.text.value : cue.element.querySelector(".desk-text").innerText.trim(), cue.start, cue.end);
  const getCue = (node) => cues.find((cue) => cue.element.contains(node));

  function measure(cue) {
    if (!cue.text) return;
    const place = cue.element.querySelector("[data-measure]");
    const parts = cue.text.value.trim() ? getParts(cue) : [];
    place.replaceChildren(
      ...parts.map((part) => {
        const lines = part.text
          .split("\n")
          .filter((line) => line.trim())
          .map(count);
        const characters = lines.reduce((sum, length) => sum + length, 0);
        const speed = characters / (part.end - part.start);
        const isOver =
          speed > limits.characters_per_second || lines.length > limits.lines || Math.max(0, ...lines) > limits.line;
        const span = document.createElement("span");
        span.textContent = `${(part.end - part.start).toFixed(1)} s · ${speed.toFixed(1)}/${limits.characters_per_second} c/s · ${lines.join(" + ") || 0}/${limits.line}`;
        span.className = isOver ? "is-over" : "";
        if (isOver) span.title = root.dataset.over;
        return span;
      }),
    );
    const join = cue.element.querySelector("[data-join]");
    if (join) join.hidden = parts.length < 2;
  }

  function showAt(seconds) {
    let words = "";
    for (const cue of cues) {
      const isNow = cue.start <= seconds && seconds < cue.end;
      cue.element.classList.toggle("is-now", isNow);
      const part = isNow && getParts(cue).find((each) => each.start <= seconds && seconds < each.end);
      if (part) words = part.text;
    }
    if (shown) shown.textContent = words.replace(/<[^>]*>/g, "").trim();
  }

  function follow() {
    if (!film) return;
    if (stopAt !== null && film.currentTime >= stopAt) {
      film.pause();
      stopAt = null;
    }
    showAt(film.currentTime);
    if (!film.paused) requestAnimationFrame(follow);
  }

  function goTo(cue, { play = false } = {}) {
    if (!film) return showAt(cue.start);
    stopAt = play ? cue.end - 0.02 : null;
    film.currentTime = cue.start + 0.01;
    if (play) film.play();
    else showAt(cue.start + 0.01);
  }

  function step(from, by) {
    const now = from ? cues.indexOf(from) : cues.findLastIndex((cue) => film && cue.start <= film.currentTime);
    const cue = cues[Math.min(Math.max(now + by, 0), cues.length - 1)];
    if (!cue) return;
    (cue.text || cue.element.querySelector("[data-seek]")).focus();
    cue.element.scrollIntoView({ block: "nearest" });
    goTo(cue);
  }

  function divide(cue) {
    const { text } = cue;
    if (!text || text.readOnly) return;
    const at = text.selectionStart || Math.ceil(text.value.length / 2);
    const before = text.value.slice(0, at).trimEnd();
    const after = text.value.slice(at).trimStart();
    const now = film ? film.currentTime : 0;
    const isInside = cue.start + SHORTEST_PART <= now && now <= cue.end - SHORTEST_PART;
    text.value = `${before}\n//${isInside ? ` ${writeTime(now)}` : ""}\n${after}`;
    const place = text.value.length - after.length;
    text.setSelectionRange(place, place);
    text.focus();
    changed(cue);
  }

  function join(cue) {
    cue.text.value = splitParts(cue.text.value)
      .map((part) => part.text.trim())
      .join("\n");
    cue.text.focus();
    changed(cue);
  }

  let timer = null;
  let saving = null;
  const place = `subtitles:${location.pathname}`;
  const findUnsaved = () => cues.filter((cue) => cue.text && cue.text.value !== cue.saved);
  const retry = unsaved.makeRetry(save);
  function keep() {
    const texts = findUnsaved().map((cue) => [cue.text.name, { text: cue.text.value, was: cue.saved }]);
    if (texts.length) unsaved.keep(place, Object.fromEntries(texts));
    else unsaved.forget(place);
  }

  function changed(cue) {
    measure(cue);
    keep();
    if (film) showAt(film.currentTime);
    clearTimeout(timer);
    if (!conflict) timer = setTimeout(save, IDLE);
  }

  // One request at a time: each save is based on the revision that the previous one made.
  function save() {
    clearTimeout(timer);
    saving = (saving || Promise.resolve()).then(send).catch(() => {
      said.textContent = root.dataset.lost;
      said.classList.add("is-wrong");
      retry.start();
    });
    return saving;
  }

  async function send() {
    const dirty = findUnsaved();
    if (!dirty.length) return;
    const data = new FormData();
    for (const field of list.querySelectorAll("input[name]")) data.set(field.name, field.value);
    for (const cue of dirty) {
      data.set(cue.text.name, cue.text.value);
      data.set(`was-${cue.text.name}`, cue.saved);
    }
    const sent = new Map(dirty.map((cue) => [cue, cue.text.value]));
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
    });
    if (answer.redirected) throw new Error("signed out"); // sign-in also responds with JSON
    const body = await answer.json();
    said.textContent = body.said;
    said.classList.toggle("is-wrong", !answer.ok);
    conflict = answer.status === 409;
    for (const field of root.querySelectorAll("[name=base_revision_id]")) field.value = body.revision;
    for (const field of root.querySelectorAll("[name=base_moment]")) field.value = body.moment;
    for (const cue of cues) if (cue.text && cue.text.name in body.texts) take(cue, body, sent, answer.ok);
    retry.stop();
    keep();
  }

  function showTheirs(cue, text) {
    cue.element.querySelector("[data-theirs]")?.remove();
    if (text === undefined) return;
    const box = theirsBox.content.cloneNode(true);
    box.querySelector("[data-theirs-text]").textContent = text;
    cue.element.querySelector("[data-findings]").before(box);
  }

  function take(cue, body, sent, isSaved) {
    const { name } = cue.text;
    const wasSent = sent.has(cue);
    if (isSaved || !wasSent) {
      const isUntouched = cue.text.value === (wasSent ? sent.get(cue) : cue.saved);
      cue.saved = body.texts[name];
      if (isUntouched && cue.text.value !== cue.saved) {
        const place = cue.text.selectionStart;
        cue.text.value = cue.saved;
        if (document.activeElement === cue.text) cue.text.setSelectionRange(place, place);
      }
    }
    showTheirs(cue, body.theirs[name]);
    showFindings(cue, body.findings[name]);
    measure(cue);
  }

  function showFindings(cue, texts) {
    cue.isChecked = true;
    cue.element.querySelector("[data-findings]").replaceChildren(
      ...texts.map((text) =>
        Object.assign(document.createElement("p"), {
          className: "desk-finding desk-finding--warning",
          dir: "auto",
          textContent: text,
        }),
      ),
    );
  }

  // The page comes with the first cues checked; the others follow one request after the other.
  async function checkRest() {
    const waiting = root.querySelector("[data-rest]");
    let next = waiting?.dataset.rest ?? null;
    while (next !== null) {
      const answer = await fetch(`${location.pathname}?after=${next}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return; // the link to the page with all of them stays
      const body = await answer.json();
      for (const [name, html] of Object.entries(body.sources)) sources.get(name).innerHTML = html;
      for (const [name, texts] of Object.entries(body.findings)) {
        const cue = byName.get(name);
        // What was saved meanwhile has newer findings already.
        if (cue && !cue.isChecked) showFindings(cue, texts);
      }
      next = body.next;
    }
    waiting?.remove();
  }

  root.addEventListener("focusin", ({ target }) => {
    const cue = getCue(target);
    if (cue && target === cue.text) goTo(cue);
  });
  root.addEventListener("input", ({ target }) => {
    const cue = getCue(target);
    if (cue) changed(cue);
  });
  root.addEventListener("change", ({ target }) => getCue(target) && !conflict && save());
  root.addEventListener("click", ({ target }) => {
    const cue = getCue(target);
    if (!cue) return;
    if (target.closest("[data-seek]")) goTo(cue, { play: true });
    if (target.closest("[data-divide]")) divide(cue);
    if (target.closest("[data-join]")) join(cue);
  });
  document.addEventListener("keydown", (event) => {
    const cue = getCue(document.activeElement);
    const keys = {
      "Alt+Enter": () => film && (film.paused ? film.play() : film.pause()),
      "Ctrl+Enter": () => cue && goTo(cue, { play: true }),
      "Alt+ArrowUp": () => step(cue, -1),
      "Alt+ArrowDown": () => step(cue, 1),
      "Alt+/": () => cue && divide(cue),
    };
    const pressed = `${event.altKey ? "Alt+" : ""}${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.key}`;
    if (!(pressed in keys)) return;
    event.preventDefault();
    keys[pressed]();
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    conflict = false;
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (findUnsaved().length) event.preventDefault();
  });
  film?.addEventListener("play", follow);
  film?.addEventListener("seeked", () => showAt(film.currentTime));
  cues.forEach(measure);
  const written = cues.filter((cue) => cue.text);
  const texts = written.map((cue) => cue.text);
  const { restored } = unsaved.putBack(unsaved.read(place)?.content, texts, root.dataset.kept);
  for (const text of restored) changed(getCue(text));
  checkRest().catch(() => {});
})();
