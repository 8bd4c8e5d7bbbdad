import type { Kernel } from './kernel.ts';
import type { Move } from './move.ts';

/** Fewer changed tiles than this are painted sooner than a move among them is found. */
const MIN_TILES = 10;
/** The most moves looked for in one frame: windows that scroll at once are few. */
const MAX_MOVES = 4;
/** Moves of the last frames that are tried before anything is searched: text mostly scrolls on as it did. */
const MAX_KNOWN = 3;
/** A known move that has not been seen for so many searches is forgotten. */
const KNOWN_FOR = 8;
/** After searches without a find, up to so many frames are not searched: a film has no moves, and finding that out costs. */
const MAX_REST = 7;

interface KnownMove {
  readonly move: Move;
  idle: number;
}

/** Finds what has moved between the kernel's picture and its next frame, and moves it in the picture. */
export class MoveFinder {
  readonly #kernel: Kernel;
  #known: KnownMove[] = [];
  #failures = 0;
  #rest = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Looks at the flagged tiles. What is found has been done in the picture; its tiles are flagged anew.
   * @returns the moves in the order in which they were done
   */
  find(): readonly Move[] {
    const { exports, flags } = this.#kernel;
    let flagged = flags.reduce((sum, flag) => sum + flag, 0);
    if (flagged < MIN_TILES) return [];
    const moves: Move[] = [];
    while (flagged >= MIN_TILES && moves.length < MAX_MOVES) {
      const move = this.#tryKnown() ?? this.#search(moves.length > 0);
      if (move === undefined) break;
      const { rect, fromX, fromY } = move;
      exports.applyMove(rect.x, rect.y, rect.width, rect.height, fromX, fromY);
      moves.push(move);
      flagged = exports.countFlagged();
    }
    this.#known = this.#known.filter((known) => {
      known.idle += 1;
      return known.idle <= KNOWN_FOR;
    });
    return moves;
  }

  #tryKnown(): Move | undefined {
    const { exports } = this.#kernel;
    const found = this.#known.find(({ move: { rect, fromX, fromY } }) => {
      return exports.tryMove(rect.x, rect.y, rect.width, rect.height, fromX, fromY) !== 0;
    });
    if (found === undefined) return undefined;
    found.idle = 0;
    this.#failures = 0;
    return found.move;
  }

  #search(isFurther: boolean): Move | undefined {
    if (this.#rest > 0) {
      this.#rest -= 1;
      return undefined;
    }
    const { exports } = this.#kernel;
    if (exports.findMove() === 0) {
      // What is left after a find is mostly what has newly come into sight.
      if (!isFurther) {
        this.#failures += 1;
        this.#rest = Math.min(MAX_REST, this.#failures - 1);
      }
      return undefined;
    }
    this.#failures = 0;
    const move: Move = {
      rect: {
        x: exports.foundX(),
        y: exports.foundY(),
        width: exports.foundWidth(),
        height: exports.foundHeight(),
      },
      fromX: exports.foundSourceX(),
      fromY: exports.foundSourceY(),
    };
    this.#known = [{ move, idle: 0 }, ...this.#known].slice(0, MAX_KNOWN);
    return move;
  }
}
