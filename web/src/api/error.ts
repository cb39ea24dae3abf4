import type { RpcStatus } from "./gen/types";

/** What the server refused, in Google's words: a code, a status, a sentence. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly status: string,
    message: string,
    readonly details: unknown[] = [],
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Whether the same call may succeed later without any change to it. */
  get passing(): boolean {
    return this.code === 0 || this.code === 408 || this.code === 429 || this.code >= 500;
  }
}

/** The server could not be reached at all. */
export function unreachable(): ApiError {
  return new ApiError(0, "UNREACHABLE", "The server cannot be reached.");
}

/** Reads the body of a refusal: `{"error": {"code", "status", "message"}}`. */
export async function refused(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const error = (JSON.parse(text) as { error: RpcStatus & { status?: string } }).error;
    return new ApiError(
      response.status,
      error.status ?? "UNKNOWN",
      error.message ?? response.statusText,
      error.details,
    );
  } catch {
    return new ApiError(response.status, "UNKNOWN", text.slice(0, 200) || response.statusText);
  }
}

/** A sentence for people about anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
