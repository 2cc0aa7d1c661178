// The page editor's control “Insert from the register”: a button below each text field, rich text included. It opens a
// dialog and inserts the token, [[hotline]]. Beside each token is its value.
(() => {
  const TOKEN = /\[\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]/g;
  const FIELDS = ':is(input[type="text"], textarea):not([name="slug"], [data-draftail-input], [data-register-search])';
  const PLACES = "#page-edit-form .w-field__input"; // no other form has texts with tokens
  const NO_TEXTS = '[readonly], [data-controller*="date"], [data-controller*="tag"], [data-controller*="slug"]';
  const { tokens: address } = document.currentScript.dataset;
  const register = fetch(address, { headers: { Accept: "application/json" } }).then((response) => response.json());

  const find = (tokens, key) => tokens.find((token) => token.key === key);

  const describe = (token, texts) => (token ? token.text || token.label : texts.unknown);

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const makeChoice = (token, choose) => {
    const button = make("button", { type: "button", className: "register-choice" });
    button.append(make("strong", {}, token.label), make("bdi", {}, token.text), make("code", {}, `[[${token.key}]]`));
    button.addEventListener("click", () => choose(`[[${token.key}]]`));
    return make("li", {}, button);
  };

  const open = async (insert) => {
    const { texts, tokens } = await register;
    const dialog = make("dialog", { className: "register-dialog", ariaLabel: texts.insert });
    const search = make("input", { type: "search", placeholder: texts.search, ariaLabel: texts.search });
    const list = make("ul");
    const close = make("button", { type: "button", className: "button button-secondary" }, texts.close);
    search.dataset.registerSearch = "";
    const choose = (token) => {
      dialog.close();
      insert(token);
    };
    const show = () => {
      const words = search.value.toLowerCase();
      const found = tokens.filter(
        (token) => !token.withdrawn && `${token.label} ${token.text} ${token.key}`.toLowerCase().includes(words),
      );
      list.replaceChildren(...found.map((token) => makeChoice(token, choose)));
      if (!found.length) list.append(make("li", {}, texts.none));
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      list.querySelector("button")?.click();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.append(make("h2", {}, texts.insert), search, list, close);
    document.body.append(dialog);
    show();
    dialog.showModal();
  };

  const insertIntoField = (field, token) => {
    field.setRangeText(token, field.selectionStart, field.selectionEnd, "end");
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    field.focus();
  };

  const showValues = async (field, place) => {
    const { texts, tokens } = await register;
    const keys = new Set([...field.value.matchAll(TOKEN)].map((match) => match[1]));
    const entries = [...keys].map((key) => {
      const value = make("bdi", {}, describe(find(tokens, key), texts));
      return make("li", {}, make("code", {}, `[[${key}]]`), " ", value);
    });
    place.replaceChildren(...entries);
  };

  const equip = async (field) => {
    if (field.dataset.register !== undefined || field.matches(NO_TEXTS) || !field.closest(PLACES)) return;
    field.dataset.register = "";
    const { texts } = await register;
    const button = make("button", { type: "button", className: "register-insert" }, texts.insert);
    const values = make("ul", { className: "register-values" });
    button.addEventListener("click", () => open((token) => insertIntoField(field, token)));
    field.addEventListener("input", () => showValues(field, values));
    field.after(button, values);
    showValues(field, values);
  };

  const equipAll = () => {
    for (const field of document.querySelectorAll(FIELDS)) equip(field);
  };

  document.addEventListener("DOMContentLoaded", equipAll);
  // Blocks that are added later.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(FIELDS)) equip(event.target);
  });

  if (!window.draftail) return;
  const { createElement, useEffect, useState } = window.React;

  const RegisterControl = ({ getEditorState, onChange }) => {
    const [title, setTitle] = useState("");
    useEffect(() => {
      register.then(({ texts }) => setTitle(texts.insert));
    }, []);
    const insert = (token) => {
      const { EditorState, Modifier } = window.DraftJS;
      const state = getEditorState();
      const style = state.getCurrentInlineStyle();
      const content = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), token, style);
      onChange(EditorState.push(state, content, "insert-characters"));
    };
    return createElement(
      "button",
      { type: "button", className: "register-insert", onClick: () => open(insert) },
      title,
    );
  };

  const RegisterToken = ({ children, decoratedText }) => {
    const [value, setValue] = useState("");
    const key = decoratedText.slice(2, -2);
    useEffect(() => {
      register.then(({ texts, tokens }) => setValue(describe(find(tokens, key), texts)));
    }, [key]);
    return createElement("span", { className: "register-token", "data-value": value, title: value }, children);
  };

  const findTokens = (block, found) => {
    for (const match of block.getText().matchAll(TOKEN)) found(match.index, match.index + match[0].length);
  };

  window.draftail.registerPlugin({ type: "REGISTER", meta: RegisterControl }, "controls");
  window.draftail.registerPlugin({ type: "REGISTER", strategy: findTokens, component: RegisterToken }, "decorators");
})();
