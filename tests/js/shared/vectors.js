/* Reads the vectors that the Python tests read too. */
import { readFileSync } from "node:fs";

/** @param {string} name @returns {any[]} */
export function readCases(name) {
  const file = new URL(`../../../spec/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).cases;
}
