/** Mails that may not run at any time: they wait until they may. */
export class GatedMails {
  private readonly mails: (() => void)[] = [];

  /** @param mayRun asked before each mail. */
  constructor(private readonly mayRun: () => boolean) {}

  get isEmpty(): boolean {
    return this.mails.length === 0;
  }

  send(mail: () => void): void {
    this.mails.push(mail);
  }

  /** Runs mails as long as they may run. True when one has run. */
  run(): boolean {
    let ran = false;
    while (this.mails.length > 0 && this.mayRun()) {
      (this.mails.shift() as () => void)();
      ran = true;
    }
    return ran;
  }
}
