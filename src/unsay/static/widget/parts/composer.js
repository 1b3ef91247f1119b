/*
 * Where the visitor writes. The draft lives in the field alone: not in storage, and not in what the browser restores.
 * Enter sends, unless it ends a composition of an input method; Shift+Enter breaks the line.
 */
import { Component } from "preact";
import { html } from "../../shared/html.js";
import { WORDS, charactersLeft } from "../words.js";
import { Icon } from "./icon.js";

/** The desk's limit, in code points, and from where on it is spoken of. */
const TEXT_MAX = 10_000;
const TEXT_NEAR = 9_500;

/** @param {string} text */
const codePoints = (text) => (text.length < TEXT_NEAR ? text.length : [...text].length);

/**
 * @typedef {{send: (text: string) => void, wrote: (hasText: boolean) => void}} Acts
 * @extends {Component<{area: import("preact").RefObject<HTMLTextAreaElement>, acts: Acts}, {length: number, blank: boolean}>}
 */
export class Composer extends Component {
  /** @override */
  state = { length: 0, blank: true };

  get #field() {
    return this.props.area.current;
  }

  /** @override */
  render() {
    const { length, blank } = this.state;
    const tooLong = length > TEXT_MAX;
    return html`
      <form class="composer" onSubmit=${this.#submit}>
        ${length >= TEXT_NEAR &&
        html`<p class=${tooLong ? "limit over" : "limit"} id="limit" role="status">${tooLong ? WORDS.tooLong : charactersLeft(TEXT_MAX - length)}</p>`}
        <textarea
          rows="1" dir="auto" autocomplete="off" enterkeyhint="send" placeholder="Write a message…" aria-label="Message"
          aria-invalid=${tooLong} aria-describedby=${length >= TEXT_NEAR ? "limit" : undefined}
          ref=${this.props.area}
          onInput=${this.#measure} onKeyDown=${this.#key}
        ></textarea>
        <button class="send" type="submit" aria-label="Send" aria-disabled=${blank || tooLong}><${Icon} name="send" /></button>
      </form>
    `;
  }

  #measure = () => {
    const text = this.#field?.value ?? "";
    this.setState({ length: codePoints(text), blank: text.trim() === "" });
    this.#grow();
    this.props.acts.wrote(text.trim() !== "");
  };

  /** As tall as its text, where the browser doesn't do that by itself (`field-sizing`). */
  #grow() {
    const field = this.#field;
    if (field === null || CSS.supports("field-sizing", "content")) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight}px`;
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.#submit(event);
  };

  /** @param {Event} event */
  #submit = (event) => {
    event.preventDefault();
    const field = /** @type {HTMLTextAreaElement} */ (this.#field);
    const text = field.value;
    if (text.trim() === "" || codePoints(text) > TEXT_MAX) return;
    field.value = "";
    this.#measure();
    this.props.acts.send(text);
    field.focus({ preventScroll: true });
  };
}
