import { Button, Group, Modal, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { moment, type Technician } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { listTechnicians } from '../api/api.ts';
import { Failure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import { AddTechnician } from './add-technician.tsx';
import classes from './admin.module.css';
import { ServerNotices } from './server-notices.tsx';
import { TechnicianMenu } from './technician-menu.tsx';
import { TECHNICIANS_KEY } from './use-technician-change.ts';

/** Administration Center: who may help here, and as what. */
export function TechniciansPage(): ReactNode {
  const { technician: me } = useMe();
  const [isAdding, setAdding] = useState(false);
  const technicians = useQuery({
    queryKey: TECHNICIANS_KEY,
    queryFn: ({ signal }) => listTechnicians(signal),
    enabled: me.role === 'administrator',
  });
  if (me.role !== 'administrator') {
    return (
      <Stack className={classes.page}>
        <Title order={1}>Technicians</Title>
        <Text>Only administrators can see or change this. Ask one of your administrators.</Text>
      </Stack>
    );
  }
  return (
    <Stack className={classes.page}>
      <Group justify="space-between">
        <Title order={1}>Technicians</Title>
        <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          Add a technician
        </Button>
      </Group>
      <ServerNotices />
      {technicians.isPending && <PageLoading />}
      {technicians.error !== null && <Failure error={technicians.error} />}
      {technicians.data !== undefined && <TechniciansTable technicians={technicians.data} me={me} />}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Add a technician">
        <AddTechnician onDone={() => setAdding(false)} />
      </Modal>
    </Stack>
  );
}

function TechniciansTable(props: { technicians: readonly Technician[]; me: Technician }): ReactNode {
  const { technicians, me } = props;
  const now = Date.now();
  // The roles are said because a table that is laid out otherwise, as on a narrow page, is no table to some browsers.
  return (
    <div className={classes.table}>
      <Table verticalSpacing={6} role="table">
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            <Table.Th role="columnheader">Name</Table.Th>
            <Table.Th role="columnheader">Email address</Table.Th>
            <Table.Th role="columnheader">Role</Table.Th>
            <Table.Th role="columnheader">Last sign-in</Table.Th>
            <Table.Th role="columnheader">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {technicians.map((technician) => (
            <Table.Tr
              role="row"
              key={technician.id}
              className={technician.disabled ? classes.disabled : ''}
              data-testid="technician-row"
            >
              <Table.Td role="cell" className={classes.words} data-of="name">
                {technician.name}
                {technician.id === me.id && ' (you)'}
              </Table.Td>
              <Table.Td role="cell" className={classes.words} data-of="email">
                {technician.email}
              </Table.Td>
              <Table.Td role="cell" data-of="role">
                <span className={classes.tag} data-disabled={technician.disabled}>
                  {technician.disabled
                    ? 'Disabled'
                    : technician.role === 'administrator'
                      ? 'Administrator'
                      : 'Technician'}
                </span>
              </Table.Td>
              <Table.Td role="cell" data-of="last">
                {technician.lastSignInAt === undefined ? 'Never' : moment(technician.lastSignInAt, now)}
              </Table.Td>
              <Table.Td role="cell" ta="right" data-of="menu">
                <TechnicianMenu technician={technician} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
