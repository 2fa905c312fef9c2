import { type FileAccess, openContent } from './file-content.js';

const LINE_FEED = 10;

/** The line, from 1, in which a place of the (uncompressed) content of a file stands. */
export async function lineOfOffset(access: FileAccess, path: string, offset: number): Promise<number> {
  const content = await openContent(access, path);
  try {
    let line = 1;
    while (content.position < offset) {
      const start = content.position;
      const chunk = await content.next();
      if (chunk === undefined) break;
      const before = chunk.subarray(0, offset - start);
      for (let feed = before.indexOf(LINE_FEED); feed !== -1; feed = before.indexOf(LINE_FEED, feed + 1)) line++;
    }
    return line;
  } finally {
    await content.close();
  }
}
