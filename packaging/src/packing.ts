/** What a packer has to work with. */
export interface Packing {
  /** One line of JSON: what the program needs to know of its installation. */
  readonly installation: string;
  readonly brand: string;
  /** Stands for all sources. */
  readonly inputs: string;
  /** For packers that sign what they pack; empty: no command. */
  readonly signCommand: readonly string[];
  readonly say: (line: string) => void;
}
