import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LINK_NAMES, LOSSLESS_NAMES, openLink } from './link/index.ts';
import { play } from './play.ts';
import { EVERYDAY_SCENES } from './record/everyday-scenes.ts';
import { newResults, readResults, writeResults } from './report/results.ts';
import { tables } from './report/table.ts';
import { SCENE_NAMES } from './scenes/index.ts';
import { SYSTEMS } from './systems/index.ts';

const RECORDED = EVERYDAY_SCENES.map(({ name }) => name);
const SHORT = EVERYDAY_SCENES.filter(({ isLong }) => isLong !== true).map(({ name }) => name);

const USAGE = `npm run bench -- [options]
  --peers             Throwline and its peers, three repetitions (else Throwline alone, one)
  --systems a,b       some of: ${SYSTEMS.map(({ name }) => name).join(', ')}
  --scenes a,b        some of: ${SCENE_NAMES.join(', ')}
  --repetitions n
  --link name         what lies between browser and server: ${LINK_NAMES.join(', ')}
  --json file         keeps the figures in this file
  --pictures folder   keeps a picture of the viewer's page after each scene
  --profile           where time and bytes go inside Throwline
  --record folder     keeps everyday scenes as recordings there, measures nothing; --scenes: some of
                      ${RECORDED.join(', ')}
  --simulate file…    what a viewer sees of recordings over a link, in virtual time
  --report file…      prints the tables of kept figures, measures nothing`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'boolean', default: false },
    systems: { type: 'string' },
    scenes: { type: 'string' },
    repetitions: { type: 'string' },
    link: { type: 'string', default: 'loopback' },
    json: { type: 'string' },
    pictures: { type: 'string' },
    profile: { type: 'boolean', default: false },
    record: { type: 'string' },
    simulate: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** The names in a list; all are known, or this ends with a word about it. */
function chosen(
  list: string | undefined,
  known: readonly string[],
  byDefault: readonly string[],
): readonly string[] {
  const names = list?.split(',') ?? byDefault;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  console.error(`Unknown: ${unknown.join(', ')}\n\n${USAGE}`);
  process.exit(2);
}

async function measure(): Promise<void> {
  const all = SYSTEMS.map(({ name }) => name);
  const names = chosen(values.systems, all, values.peers ? all : ['throwline']);
  const scenes = chosen(values.scenes, SCENE_NAMES, SCENE_NAMES);
  const repetitions = Number(values.repetitions ?? (values.peers ? 3 : 1));
  const { pictures, json } = values;
  chosen(values.link, LINK_NAMES, []);
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  const systems = SYSTEMS.filter(({ name }) => names.includes(name));
  const versions = Object.fromEntries(systems.map((system) => [system.name, system.version()]));
  const results = newResults(values.link, versions);
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    // In turning order, so that whatever comes and goes on this machine meets all of them.
    const turn = (repetition - 1) % systems.length;
    for (const system of [...systems.slice(turn), ...systems.slice(0, turn)]) {
      await play({
        system,
        repetition,
        scenes,
        pictures,
        openLink: () => openLink(values.link),
        done(run) {
          results.runs.push(run);
          if (json !== undefined) writeResults(json, results);
          console.error(run.system, `#${repetition}`, run.scene, JSON.stringify(run.figures ?? run.error));
        },
      });
    }
  }
  const { cpu, cores } = results.machine;
  const used = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${cores} cores, ${cpu}; link: ${results.link}; ${used.join('; ')}\n\n${tables([results])}`);
  process.exitCode = results.runs.some(({ error }) => error !== undefined) ? 1 : 0;
}

if (values.help) console.log(USAGE);
else if (values.simulate) {
  const { simulationTable } = await import('./simulate/table.ts');
  console.log(simulationTable(positionals, chosen(values.link, LOSSLESS_NAMES, [])));
} else if (values.report) console.log(tables(positionals.map(readResults)));
else if (values.record !== undefined) {
  const names = chosen(values.scenes, RECORDED, SHORT);
  const { recordScenes } = await import('./record/record-scenes.ts');
  await recordScenes(values.record, names);
} else if (values.profile) await import('./profile/main.ts');
else await measure();
process.exit();
