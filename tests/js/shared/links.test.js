/* Which parts of a text become links, and which never do. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { linkify } from "../../../src/unsay/static/shared/links.js";

const links = (text) => linkify(text).filter((piece) => piece.href).map((piece) => [piece.text, piece.href]);
const none = (text) => assert.deepEqual(linkify(text), text === "" ? [] : [{ text }]);

describe("links", () => {
  test("http, https, mailto, www and bare addresses are linked", () => {
    assert.deepEqual(links("see https://a.example/x?y=1#z now"), [["https://a.example/x?y=1#z", "https://a.example/x?y=1#z"]]);
    assert.deepEqual(links("HTTP://A.example"), [["HTTP://A.example", "http://a.example/"]]);
    assert.deepEqual(links("www.a.example"), [["www.a.example", "https://www.a.example/"]]);
    assert.deepEqual(links("mailto:a@b.example"), [["mailto:a@b.example", "mailto:a@b.example"]]);
    assert.deepEqual(links("mail a.b+c@d.example."), [["a.b+c@d.example", "mailto:a.b+c@d.example"]]);
  });

  test("the pieces joined are the text, whatever it is", () => {
    for (const text of [
      "", "plain", "a https://x.example b www.y.example/z. c", "https://x.examplehttps://y.example", "(https://x.example/a_(b))",
      "https://", "http://[::1", "a@b.c,d@e.f", "👋https://x.example👋", "https://u@x.example https://y.example",
    ]) {
      assert.equal(linkify(text).map((piece) => piece.text).join(""), text);
    }
  });

  test("no other scheme is linked", () => {
    for (const text of [
      "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://x.example", "blob:https",
      "xhttps://x.example", "java\u200bscript:x", "tel:123",
    ]) none(text);
  });

  test("what a link can be disguised with ends it or stops it", () => {
    none("https://bank.example@evil.example/");
    none("https://bank.example:pw@evil.example/");
    none("https://");
    for (const character of ["\u202e", "\u2066", "\u200b", "\u00a0", "\u0000", "\u3000", "\ufeff", "<", ">", '"', "\\", "`"]) {
      assert.deepEqual(links(`https://x.example/a${character}b`), [["https://x.example/a", "https://x.example/a"]]);
    }
  });

  test("a sentence's punctuation and brackets around a link are not part of it", () => {
    for (const [text, link] of [
      ["Go to https://x.example/a.", "https://x.example/a"],
      ["(see https://x.example/a)", "https://x.example/a"],
      ["(see https://x.example/a).", "https://x.example/a"],
      ["[https://x.example/a]", "https://x.example/a"],
      ["https://x.example/a_(b)", "https://x.example/a_(b)"],
      ["(https://x.example/a_(b))", "https://x.example/a_(b)"],
      ["https://x.example/a?!", "https://x.example/a"],
      ["*https://x.example/a*", "https://x.example/a"],
      ["請看https://x.example/路。謝謝", null],
      ["請看 https://x.example/路。謝謝", "https://x.example/路"],
    ]) {
      assert.deepEqual(links(text).map(([shown]) => shown), link === null ? [] : [link], text);
    }
  });

  test("a long hostile text is read without backtracking for ever", { timeout: 30_000 }, () => {
    for (const unit of ["a", "@", "a@", "a.", "a@a.", "https://", ")", "(", "www.", "-", "mailto:"]) linkify(unit.repeat(10_000 / unit.length));
    assert.equal(links(`https://x.example/${")".repeat(9_000)}`)[0][0], "https://x.example/");
  });
});
