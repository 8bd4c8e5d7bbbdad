import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { readSecondFactors } from '../api/sign-in.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';
import { meQuery, useMe } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import { AddFactor } from './add-factor.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SECOND_FACTORS_KEY } from './second-factors-card.tsx';

/** Sets up the first second factor, before anything else for accounts that need one. */
export function SecondFactorPage(): ReactNode {
  const { secondFactor } = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const factors = useQuery({
    queryKey: SECOND_FACTORS_KEY,
    queryFn: ({ signal }) => readSecondFactors(signal),
  });
  const leave = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: SECOND_FACTORS_KEY });
    await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    await navigate({ to: '/console', replace: true });
  };
  if (codes.length > 0)
    return (
      <FrontPage title="Save these recovery codes">
        <RecoveryCodes codes={codes} onDone={() => void leave()} />
      </FrontPage>
    );
  return (
    <FrontPage title="Protect your account">
      <Text size="sm">
        {secondFactor === 'required' ? 'Your account needs a second step: ' : 'Add a second step: '}
        besides your password, signing in will then need something that only you have. A stolen password alone
        is useless.
      </Text>
      {factors.error !== null && <Failure error={factors.error} />}
      {factors.data === undefined ? (
        factors.isPending && <PageLoading />
      ) : (
        <AddFactor
          canHavePasskeys={factors.data.canHavePasskeys}
          onDone={(made) => (made.length > 0 ? setCodes(made) : void leave())}
        />
      )}
      {secondFactor !== 'required' && (
        <Button component={Link} to="/console" variant="subtle">
          Not now
        </Button>
      )}
    </FrontPage>
  );
}
