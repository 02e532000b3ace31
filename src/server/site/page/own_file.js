// The files that lie beside the page.
import {Refusal} from './refusal.js';

/** @param kind "json" or "arrayBuffer" */
export async function read_own_file(name, kind) {
  try {
    const answer = await fetch(name);
    if (answer.ok) return await answer[kind]();
  } catch {  // no host, or no JSON
  }
  throw new Refusal(500, `This page's ${name} can't be read: is all of its folder there?`);
}
