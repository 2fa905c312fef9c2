/** Mails of one task in the order in which they were sent. */
export class Mailbox {
  private mails: (() => void)[] = [];

  constructor(private readonly wake: () => void) {}

  get isEmpty(): boolean {
    return this.mails.length === 0;
  }

  send(mail: () => void): void {
    this.mails.push(mail);
    this.wake();
  }

  /** Runs the mails that are there now; those that they send wait for the next turn, so that nothing starves. */
  drain(): void {
    if (this.mails.length === 0) return;
    const mails = this.mails;
    this.mails = [];
    for (let index = 0; index < mails.length; index++) (mails[index] as () => void)();
  }

  clear(): void {
    this.mails = [];
  }
}
