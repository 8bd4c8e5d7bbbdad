import { Alert, Loader, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { HelpedSystem, SupportProgram } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { readSupportPrograms } from '../api/api.ts';
import { useMe } from '../app/me.ts';

const NAMES: Readonly<Record<HelpedSystem, string>> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
};
/** How often it is asked while one is being prepared, milliseconds. */
const INTERVAL = 5_000;

/** Says which customers cannot be helped yet, because the program for their system is not there. Says nothing otherwise. */
export function SupportProgramsNotice(): ReactNode {
  const { technician } = useMe();
  const { data: programs = [] } = useQuery({
    queryKey: ['support-programs'],
    queryFn: ({ signal }) => readSupportPrograms(signal),
    refetchInterval: ({ state }) =>
      state.data?.some((program) => program.state === 'preparing') === true ? INTERVAL : false,
  });
  return (
    <div role="status">
      {programs.map((program) => (
        <Notice key={program.system} program={program} showReason={technician.role === 'administrator'} />
      ))}
    </div>
  );
}

function Notice({ program, showReason }: { program: SupportProgram; showReason: boolean }): ReactNode {
  const name = NAMES[program.system];
  switch (program.state) {
    case 'ready':
      return null;
    case 'preparing':
      return (
        <Alert variant="light" color="gray" py="xs" mb="xs" icon={<Loader size={16} aria-hidden />}>
          <Text size="sm">
            The support program for {name} is being prepared. Until it is ready, customers see a page that
            continues by itself.
          </Text>
        </Alert>
      );
    case 'missing':
      return (
        <Alert variant="light" color="gray" py="xs" mb="xs" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">
            This server has no support program for {name}; customers with {name} cannot be helped.
            {showReason && ` ${program.reason} Then restart the server.`}
          </Text>
        </Alert>
      );
  }
}
