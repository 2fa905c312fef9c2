import type { Clock } from '../ports/clock.js';
import { type FileErrorCode, fileError } from '../ports/file-error.js';
import { directoryOf, joinPath, nameOf } from '../ports/file-path.js';
import type { DirectoryEntry, FileStatus, Files, ReadableFile, WritableFile } from '../ports/files.js';
import type { Random } from '../ports/random.js';
import { VirtualDirectoryNode, VirtualFileNode, type VirtualNode } from './virtual-file-nodes.js';

/** One call to the virtual files, before it is done. */
export interface VirtualFileCall {
  /** The name of the method: `rename`, or `write` of an open file. */
  readonly call: string;
  readonly path: string;
}

/** Files in memory, which lose on demand what was not synced. */
export interface VirtualFiles extends Files {
  /** Asked before every call. What it throws, the call throws, and nothing else happens. */
  onCall: ((call: VirtualFileCall) => void) | undefined;
  /**
   * Loses the content and the names that were not synced, and closes every open file.
   *
   * @param random decides which part is lost. Without it, all.
   */
  losePower(random?: Random): void;
  /** Changes one bit behind everybody's back, on the disk too. */
  flipBit(path: string, position: number): void;
  /** Puts a synced file there, with the directories above it. */
  writeText(path: string, text: string | Uint8Array): void;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** The paths of all files below a directory, in order. */
  paths(directory?: string): readonly string[];
}

/** @param clock gives files their times. */
export function createVirtualFiles(clock: Clock): VirtualFiles {
  return new VirtualDisk(clock);
}

const TEMPORARY_DIRECTORY = '/tmp';

class VirtualDisk implements VirtualFiles {
  readonly temporaryDirectory = TEMPORARY_DIRECTORY;
  onCall: ((call: VirtualFileCall) => void) | undefined;
  private readonly root = new VirtualDirectoryNode();
  private powerLosses = 0;

  constructor(private readonly clock: Clock) {
    this.directories(TEMPORARY_DIRECTORY);
    this.root.sync();
  }

  absolutePath(path: string): string {
    return `/${parts(path).join('/')}`;
  }

  async canonicalPath(path: string): Promise<string> {
    this.begin('canonicalPath', path);
    this.existing('find', path);
    return this.absolutePath(path);
  }

  async status(path: string): Promise<FileStatus | undefined> {
    this.begin('status', path);
    const node = this.find(path);
    return node && { kind: node.kind, lengthBytes: node.lengthBytes, modifiedMs: node.modifiedMs };
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    this.begin('list', path);
    const entries = this.directory('list', path).entries();
    return entries.map(([name, { kind }]) => ({ name, kind }));
  }

  async openForReading(path: string): Promise<ReadableFile> {
    this.begin('openForReading', path);
    const node = this.file('open', path);
    const check = this.handleCheck(path);
    return {
      lengthBytes: async () => {
        check.open('lengthBytes');
        return node.lengthBytes;
      },
      read: async (target, position) => {
        check.open('read');
        const bytes = node.content.subarray(position, position + target.length);
        target.set(bytes);
        return bytes.length;
      },
      close: async () => check.close(),
    };
  }

  async create(path: string, options: { readonly replace?: boolean } = {}): Promise<WritableFile> {
    this.begin('create', path);
    const found = this.find(path);
    if (found?.kind === 'directory') throw fileError('FILE_KIND_WRONG', 'create', path);
    if (found !== undefined && options.replace !== true) throw fileError('FILE_EXISTS', 'create', path);
    const node = found ?? new VirtualFileNode();
    node.truncate(0);
    node.modifiedMs = this.clock.now();
    if (found === undefined) this.changeNames('create', path, [[nameOf(this.absolutePath(path)), node]]);
    return this.writableFile(path, node);
  }

  async openForAppending(path: string, lengthBytes?: number): Promise<WritableFile> {
    this.begin('openForAppending', path);
    const node = this.file('open', path);
    if (lengthBytes !== undefined && node.lengthBytes < lengthBytes) {
      const reason = `it has ${node.lengthBytes} bytes, and ${lengthBytes} are needed`;
      throw fileError('FILE_FAILED', 'open', path, { reason });
    }
    if (lengthBytes !== undefined) node.truncate(lengthBytes);
    return this.writableFile(path, node);
  }

  async rename(from: string, to: string): Promise<void> {
    this.begin('rename', from);
    const node = this.existing('rename', from);
    const target = this.find(to);
    if (target === node) return;
    if (target !== undefined && target.kind !== node.kind) throw fileError('FILE_KIND_WRONG', 'rename', from);
    if (target?.kind === 'directory' && !target.isEmpty) throw fileError('FILE_EXISTS', 'rename', from);
    if (this.absolutePath(to).startsWith(`${this.absolutePath(from)}/`)) throw fileError('FILE_FAILED', 'rename', from);
    const [oldName, newName] = [nameOf(this.absolutePath(from)), nameOf(this.absolutePath(to))];
    if (this.parent(from) === this.parent(to)) {
      this.changeNames('rename', from, [
        [newName, node],
        [oldName, undefined],
      ]);
      return;
    }
    this.changeNames('rename', to, [[newName, node]]);
    this.changeNames('rename', from, [[oldName, undefined]]);
  }

  async remove(path: string): Promise<void> {
    this.begin('remove', path);
    if (this.find(path) !== undefined) this.changeNames('remove', path, [[nameOf(this.absolutePath(path)), undefined]]);
  }

  async makeDirectory(path: string): Promise<string | undefined> {
    this.begin('makeDirectory', path);
    return this.directories(path);
  }

  async syncDirectory(path: string): Promise<void> {
    this.begin('syncDirectory', path);
    this.directory('sync', path).sync();
  }

  losePower(random?: Random): void {
    this.powerLosses++;
    this.root.losePower(random);
  }

  flipBit(path: string, position: number): void {
    this.file('open', path).flipBit(position);
  }

  writeText(path: string, text: string | Uint8Array): void {
    this.directories(directoryOf(this.absolutePath(path)));
    const node = new VirtualFileNode();
    node.append(typeof text === 'string' ? new TextEncoder().encode(text) : text);
    node.modifiedMs = this.clock.now();
    node.sync();
    this.changeNames('create', path, [[nameOf(this.absolutePath(path)), node]]);
    for (let directory = path; directory !== '/'; directory = directoryOf(directory))
      this.directory('sync', directoryOf(directory)).sync();
  }

  readText(path: string): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.readBytes(path));
  }

  readBytes(path: string): Uint8Array {
    return this.file('open', path).content.slice();
  }

  paths(directory = '/'): readonly string[] {
    return this.directory('list', directory)
      .entries()
      .flatMap(([name, node]) => {
        const path = joinPath(this.absolutePath(directory), name);
        return node.kind === 'file' ? [path] : this.paths(path);
      });
  }

  private begin(call: string, path: string): void {
    this.onCall?.({ call, path });
  }

  private writableFile(path: string, node: VirtualFileNode): WritableFile {
    const check = this.handleCheck(path);
    return {
      get lengthBytes() {
        return node.lengthBytes;
      },
      write: async (bytes) => {
        check.open('write');
        node.append(bytes);
        node.modifiedMs = this.clock.now();
      },
      sync: async () => {
        check.open('sync');
        node.sync();
      },
      close: async () => check.close(),
    };
  }

  /** Whether an open file may still be used. */
  private handleCheck(path: string) {
    const powerLosses = this.powerLosses;
    let isOpen = true;
    return {
      open: (call: string) => {
        if (!isOpen || powerLosses !== this.powerLosses) throw fileError('FILE_CLOSED', call, path);
        this.begin(call, path);
      },
      close: () => {
        isOpen = false;
      },
    };
  }

  private find(path: string): VirtualNode | undefined {
    let node: VirtualNode | undefined = this.root;
    for (const part of parts(path)) node = node?.kind === 'directory' ? node.get(part) : undefined;
    return node;
  }

  private existing(call: string, path: string): VirtualNode {
    return this.find(path) ?? fail('FILE_NOT_FOUND', call, path);
  }

  private file(call: string, path: string): VirtualFileNode {
    const node = this.existing(call, path);
    return node.kind === 'file' ? node : fail('FILE_KIND_WRONG', call, path);
  }

  private directory(call: string, path: string): VirtualDirectoryNode {
    const node = this.existing(call, path);
    return node.kind === 'directory' ? node : fail('FILE_KIND_WRONG', call, path);
  }

  private parent(path: string): VirtualNode | undefined {
    return this.find(directoryOf(this.absolutePath(path)));
  }

  private changeNames(call: string, path: string, change: Parameters<VirtualDirectoryNode['change']>[0]): void {
    const directory = this.directory(call, directoryOf(this.absolutePath(path)));
    directory.change(change);
    directory.modifiedMs = this.clock.now();
  }

  /** Makes what is missing, and gives the first that it made. */
  private directories(path: string): string | undefined {
    let first: string | undefined;
    let reached = '';
    for (const part of parts(path)) {
      const above = this.directory('make directory', reached);
      reached = `${reached}/${part}`;
      const found = above.get(part);
      if (found?.kind === 'file') throw fileError('FILE_KIND_WRONG', 'make directory', reached);
      if (found !== undefined) continue;
      const made = new VirtualDirectoryNode();
      made.modifiedMs = this.clock.now();
      above.change([[part, made]]);
      first ??= reached;
    }
    return first;
  }
}

function fail(code: FileErrorCode, call: string, path: string): never {
  throw fileError(code, call, path);
}

/** The names on the way from the root; a path without `/` in front begins there too. */
function parts(path: string): string[] {
  const names: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') names.pop();
    else if (part !== '' && part !== '.') names.push(part);
  }
  return names;
}
