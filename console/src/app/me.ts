import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { MeResponse } from '@throwline/protocol';
import { readMe } from '../api/api.ts';

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => readMe(signal),
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in; only below the signed-in route, which has made sure of it. */
export function useMe(): MeResponse {
  return useSuspenseQuery(meQuery).data;
}
