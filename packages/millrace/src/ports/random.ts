/** Randomness, as the host supplies it (seeded under test). */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}
