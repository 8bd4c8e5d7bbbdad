import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/call.ts';

const listeners = new Set<(refusal: ApiError) => void>();
const onError = (error: Error): void => {
  if (error instanceof ApiError) for (const listener of listeners) listener(error);
};

/** The cache of the API's answers. Refusals are not tried again: they will be the same. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && error instanceof ApiError && error.code === 'offline' },
  },
});

/** Has every refusal told to `listener` as well as to whoever made the call. @returns ends that */
export function onRefusal(listener: (refusal: ApiError) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
