import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/call.ts';

/** The cache of the API's answers. Refusals are not tried again: they will be the same. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && error instanceof ApiError && error.code === 'offline' },
  },
});
