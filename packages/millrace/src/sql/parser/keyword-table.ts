import { type Keyword, keywords } from './keywords.js';

const slots = 4096;
const mask = slots - 1;

/** Open addressing over the letters themselves: looking a word up makes no string. */
const table: (Keyword | undefined)[] = new Array<Keyword | undefined>(slots).fill(undefined);

for (const keyword of keywords) {
  let hash = 0;
  for (let i = 0; i < keyword.length; i++) hash = nextHash(hash, keyword.charCodeAt(i));
  let slot = hash & mask;
  while (table[slot] !== undefined) slot = (slot + 1) & mask;
  table[slot] = keyword;
}

/** The hash of a word with one more character; lower case letters count as upper case ones. */
export function nextHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code >= 97 && code <= 122 ? code - 32 : code)) | 0;
}

/** The keyword that stands in the text from `start` to `end` in any letter case, given the hash of these characters. */
export function keywordAt(text: string, start: number, end: number, hash: number): Keyword | undefined {
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const keyword = table[slot];
    if (keyword === undefined) return undefined;
    if (keyword.length === end - start && equalsIgnoringCase(text, start, keyword)) return keyword;
  }
}

function equalsIgnoringCase(text: string, start: number, keyword: string): boolean {
  for (let i = 0; i < keyword.length; i++) {
    const code = text.charCodeAt(start + i);
    if ((code >= 97 && code <= 122 ? code - 32 : code) !== keyword.charCodeAt(i)) return false;
  }
  return true;
}
