/**
 * Shows the API's description as a page: every call with what it takes and what it answers.
 * Belongs here: turning openapi.json into elements. Not here: anything the description doesn't say.
 *
 * @typedef {{$ref?: string, type?: string | string[], enum?: unknown[], const?: unknown, format?: string,
 *   properties?: Record<string, Schema>, required?: string[], items?: Schema, oneOf?: Schema[], anyOf?: Schema[],
 *   minimum?: number, maximum?: number, minLength?: number, maxLength?: number, maxItems?: number}} Schema
 * @typedef {{schema?: Schema}} Media
 * @typedef {{name: string, in: string, required?: boolean, schema?: Schema, description?: string}} Parameter
 * @typedef {{tags?: string[], description?: string, parameters?: Parameter[],
 *   requestBody?: {content: Record<string, Media>},
 *   responses: Record<string, {description?: string, content?: Record<string, Media>}>}} Call
 * @typedef {{paths: Record<string, Record<string, Call>>, components: {schemas: Record<string, Schema>}}} Description
 */

const main = document.getElementById("docs");
if (main) void show(main);

/** @param {HTMLElement} into */
async function show(into) {
  try {
    const answer = await fetch(new URL("openapi.json", document.baseURI));
    if (!answer.ok) throw new Error(`The description could not be fetched: ${answer.status}`);
    into.append(...sections(await answer.json()));
  } catch (error) {
    into.append(element("p", String(error)));
  }
}

/** @param {Description} description */
function sections(description) {
  /** @type {Map<string, HTMLElement[]>} */
  const byTag = new Map();
  for (const [path, calls] of Object.entries(description.paths)) {
    for (const [method, call] of Object.entries(calls)) {
      const tag = call.tags?.[0] ?? "other";
      byTag.set(tag, [...(byTag.get(tag) ?? []), callElement(method, path, call, description)]);
    }
  }
  return [...byTag].map(([tag, calls]) => element("section", element("h2", tag), ...calls));
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 * @param {Description} description
 */
function callElement(method, path, call, description) {
  const name = element("span", element("code", method.toUpperCase()));
  name.className = "method";
  const about = element("span", ...coded(call.description ?? ""));
  about.className = "about";
  const parts = [element("summary", name, element("code", path), about)];
  const parameters = call.parameters ?? [];
  if (parameters.length) {
    parts.push(element("h3", "Parameters"), table(parameters.map((each) => [
      `${each.name} (${each.in})`,
      [each.description, words(each.schema, description)].filter(Boolean).join(" · "),
    ])));
  }
  const body = call.requestBody?.content["application/json"]?.schema;
  if (body) parts.push(element("h3", "Body"), element("pre", words(body, description)));
  parts.push(element("h3", "Answers"));
  const answers = element("dl");
  for (const [status, answer] of Object.entries(call.responses)) {
    const schema = answer.content?.["application/json"]?.schema;
    const told = element("dd", ...coded(answer.description ?? ""));
    if (schema) told.append(element("pre", words(schema, description)));
    answers.append(element("dt", element("code", status)), told);
  }
  parts.push(answers);
  return element("details", ...parts);
}

/** What the description quotes as code, as code. @param {string} text @returns {(string | Node)[]} */
function coded(text) {
  return text.split("`").map((part, i) => (i % 2 ? element("code", part) : part));
}

/** @param {string[][]} rows */
function table(rows) {
  return element("table", ...rows.map((cells) => element("tr", ...cells.map((cell) => element("td", cell)))));
}

/**
 * A schema in words, its fields one a line; schemas inside it by what they hold, as deep as they go.
 *
 * @param {Schema | undefined} schema
 * @param {Description} description
 * @param {number} [depth]
 * @returns {string}
 */
function words(schema, description, depth = 0) {
  if (!schema) return "anything";
  if (schema.$ref) return words(description.components.schemas[schema.$ref.split("/").pop() ?? ""], description, depth);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((each) => words(each, description, depth)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.properties) {
    const indent = "  ".repeat(depth + 1);
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const optional = schema.required?.includes(name) ? "" : "?";
      return `${indent}${name}${optional}: ${words(field, description, depth + 1)}`;
    });
    return `{\n${fields.join("\n")}\n${"  ".repeat(depth)}}`;
  }
  if (schema.items) return `[${words(schema.items, description, depth)}]`;
  return [[schema.type ?? "anything"].flat().join(" | "), schema.format, bounds(schema)].filter(Boolean).join(" ");
}

/** @param {Schema} schema */
function bounds(schema) {
  const least = schema.minimum ?? schema.minLength;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  if (least === undefined && most === undefined) return "";
  return `(${least ?? "…"}–${most ?? "…"})`;
}

/**
 * @param {string} name
 * @param {...(string | Node)} children
 */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
