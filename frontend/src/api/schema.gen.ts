// Made from proto/openapi/gateway.json by `npm run gen`. Never edited.
export interface paths {
    "/api/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Api Keys */
        get: operations["listApiKeys"];
        put?: never;
        /** Create Api Key */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke Api Key */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Login */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logout */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Me */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Password */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Openapi
         * @description This document.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Projects */
        get: operations["listProjects"];
        put?: never;
        /** Create Project */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Project */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List traces */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{trace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trace with its spans, without content */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{trace_id}/skeleton": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trace by columns, for drawing it */
        get: operations["getTraceSkeleton"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{trace_id}/spans/{span_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One span: canonical fields, raw attributes, content up to 64 KiB each */
        get: operations["getSpan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{trace_id}/spans/{span_id}/io": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A byte range of a span's stored input or output */
        get: operations["getSpanText"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description Whether this process turns.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readyz
         * @description Whether work may be sent here, check by check.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Agent */
        Agent: {
            /** Description */
            description: string | null;
            /** Id */
            id: string | null;
            /** Name */
            name: string | null;
            /** Version */
            version: string | null;
        };
        /** ApiKeyList */
        ApiKeyList: {
            /** Items */
            items: components["schemas"]["ApiKeyView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ApiKeyView
         * @description A key without its secret; `last_four` tells people which one it is.
         */
        ApiKeyView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("ingest" | "read" | "scores:write" | "evals:write" | "evals:run" | "admin")[];
            /** Last Four */
            last_four: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
        };
        /** BooleanScore */
        BooleanScore: {
            /** Author */
            author: string | null;
            /**
             * Created At
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            created_at: string;
            /** Explanation */
            explanation: string | null;
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "boolean";
            /** Name */
            name: string;
            /** Passed */
            passed: boolean | null;
            /**
             * Source
             * @enum {string}
             */
            source: "human" | "code" | "rule" | "judge";
            /** Span Id */
            span_id: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "scored" | "na" | "unscored" | "error";
            /**
             * Target
             * @enum {string}
             */
            target: "trace" | "span" | "session" | "trial";
            /** Trace Id */
            trace_id: string;
            /** Value */
            value: boolean | null;
        };
        /** CategoricalScore */
        CategoricalScore: {
            /** Author */
            author: string | null;
            /**
             * Created At
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            created_at: string;
            /** Explanation */
            explanation: string | null;
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "categorical";
            /** Label */
            label: string | null;
            /** Name */
            name: string;
            /** Passed */
            passed: boolean | null;
            /**
             * Source
             * @enum {string}
             */
            source: "human" | "code" | "rule" | "judge";
            /** Span Id */
            span_id: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "scored" | "na" | "unscored" | "error";
            /**
             * Target
             * @enum {string}
             */
            target: "trace" | "span" | "session" | "trial";
            /** Trace Id */
            trace_id: string;
            /** Value */
            value: number | null;
        };
        /**
         * Cost
         * @description `total` is null when no counted span has a known price.
         */
        Cost: {
            /** Input */
            input: string | null;
            /** Output */
            output: string | null;
            /**
             * Source
             * @default none
             * @enum {string}
             */
            source: "none" | "provided" | "computed" | "mixed";
            /** Total */
            total: string | null;
        };
        /**
         * CreatedApiKey
         * @description The only answer that ever holds the key itself.
         */
        CreatedApiKey: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("ingest" | "read" | "scores:write" | "evals:write" | "evals:run" | "admin")[];
            /** Last Four */
            last_four: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Key */
            key: string;
        };
        /** Credentials */
        Credentials: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /** Error */
        Error: {
            /** Message */
            message: string | null;
            /** Stacktrace */
            stacktrace: string | null;
            /** Type */
            type: string | null;
        };
        /** FieldProblem */
        FieldProblem: {
            /** Detail */
            detail: string;
            /** Field */
            field: string;
        };
        /** KeyBody */
        KeyBody: {
            /** Id */
            id: string;
            /** Scopes */
            scopes: string[];
        };
        /**
         * Me
         * @description Who is calling: `user` for a session, `key` for an API key (whose project has no role).
         */
        Me: {
            user: components["schemas"]["UserBody"] | null;
            key: components["schemas"]["KeyBody"] | null;
            /** Projects */
            projects: components["schemas"]["ProjectBody"][];
            /** Expires At */
            expires_at: string | null;
        };
        /** NewApiKey */
        NewApiKey: {
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("ingest" | "read" | "scores:write" | "evals:write" | "evals:run" | "admin")[];
            /** Expires At */
            expires_at?: string | null;
        };
        /** NewProject */
        NewProject: {
            /** Name */
            name: string;
            /**
             * Retention Days
             * @default 30
             */
            retention_days: number;
        };
        /** NumericScore */
        NumericScore: {
            /** Author */
            author: string | null;
            /**
             * Created At
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            created_at: string;
            /** Explanation */
            explanation: string | null;
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "numeric";
            /** Name */
            name: string;
            /** Passed */
            passed: boolean | null;
            /**
             * Source
             * @enum {string}
             */
            source: "human" | "code" | "rule" | "judge";
            /** Span Id */
            span_id: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "scored" | "na" | "unscored" | "error";
            /**
             * Target
             * @enum {string}
             */
            target: "trace" | "span" | "session" | "trial";
            /** Trace Id */
            trace_id: string;
            /** Value */
            value: number | null;
        };
        /** PasswordChange */
        PasswordChange: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /**
         * ProblemDetails
         * @description An error (RFC 9457).
         */
        ProblemDetails: {
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default []
             */
            errors: components["schemas"]["FieldProblem"][];
            /** Request Id */
            request_id: string;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /** ProjectBody */
        ProjectBody: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            role: components["schemas"]["Role"] | null;
        };
        /** ProjectList */
        ProjectList: {
            /** Items */
            items: components["schemas"]["ProjectView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ProjectView
         * @description A project as its caller sees it; an API key has no role.
         */
        ProjectView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            role: components["schemas"]["Role"] | null;
            /** Retention Days */
            retention_days: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /** Prompt */
        Prompt: {
            /** Name */
            name: string | null;
            /**
             * Template
             * @description Any JSON value
             */
            template: unknown;
            /**
             * Variables
             * @description Any JSON value
             */
            variables: unknown;
            /** Version */
            version: string | null;
        };
        /**
         * Role
         * @description A member's role in one project.
         * @enum {string}
         */
        Role: "owner" | "editor" | "viewer";
        /** SignedInBody */
        SignedInBody: {
            /** Token */
            token: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            user: components["schemas"]["UserBody"];
        };
        /**
         * SkeletonColumns
         * @description One entry per span, in order of start. Indexes point into the dictionaries beside; null = unknown.
         */
        SkeletonColumns: {
            /** Cost */
            cost: (string | null)[];
            /** Counted */
            counted: (boolean | null)[];
            /**
             * Duplicate Of
             * @description Index of the span that counts instead; -1 = none
             */
            duplicate_of: number[];
            /** Duration Us */
            duration_us: number[];
            /** Io Bytes */
            io_bytes: number[];
            /** Kind */
            kind: number[];
            /** Level */
            level: number[];
            /**
             * Model
             * @description -1 = none
             */
            model: number[];
            /** Name */
            name: number[];
            /**
             * Orphan
             * @description Has a parent that is not among these spans
             */
            orphan: boolean[];
            /**
             * Parent
             * @description Index of the parent; -1 for a root or a parent that is missing
             */
            parent: number[];
            /** Score Count */
            score_count: number[];
            /** Span Id */
            span_id: string[];
            /**
             * Start Us
             * @description Microseconds from the trace's start
             */
            start_us: number[];
            /** Status */
            status: number[];
            /** Tokens */
            tokens: (number | null)[];
            /** Usage Role */
            usage_role: number[];
        };
        /**
         * Span
         * @description Everything known of one span. Content above 64 KiB is cut: see `content_bytes` and `content_truncated`.
         */
        Span: {
            agent: components["schemas"]["Agent"] | null;
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /** Content Bytes */
            content_bytes: {
                [key: string]: number;
            };
            /** Content Truncated */
            content_truncated: string[];
            /** Convention */
            convention: string | null;
            cost: components["schemas"]["SpanCost"] | null;
            /** Counted */
            counted: boolean | null;
            /** Dropped Attributes */
            dropped_attributes: number;
            /** Dropped Events */
            dropped_events: number;
            /** Dropped Links */
            dropped_links: number;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Duration Ms */
            duration_ms: number;
            /**
             * Embedding
             * @description Any JSON value
             */
            embedding: unknown;
            /**
             * End Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            end_time: string;
            /** Environment */
            environment: string | null;
            error: components["schemas"]["Error"] | null;
            /**
             * Evaluations
             * @description Any JSON value
             */
            evaluations: unknown;
            /** Events */
            events: components["schemas"]["SpanEvent"][];
            /** Finish Reasons */
            finish_reasons: string[];
            /** Framework */
            framework: string | null;
            /**
             * Input
             * @description Any JSON value
             */
            input: unknown;
            /** Input Messages */
            input_messages: unknown[] | null;
            /** Io Bytes */
            io_bytes: number;
            /**
             * Io State
             * @description truncated: cut when it was stored
             * @enum {string}
             */
            io_state: "inline" | "truncated" | "masked";
            /**
             * Kind
             * @enum {string}
             */
            kind: "llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other";
            /** Level */
            level: string;
            /** Links */
            links: components["schemas"]["SpanLink"][];
            /**
             * Metadata
             * @description Any JSON value
             */
            metadata: unknown;
            /** Model */
            model: string | null;
            /** Model Request */
            model_request: string | null;
            /** Model Response */
            model_response: string | null;
            /** Name */
            name: string;
            /** Operation */
            operation: string | null;
            /**
             * Output
             * @description Any JSON value
             */
            output: unknown;
            /** Output Messages */
            output_messages: unknown[] | null;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /** Parent Span Id */
            parent_span_id: string | null;
            prompt: components["schemas"]["Prompt"] | null;
            /** Provider */
            provider: string | null;
            /** Release */
            release: string | null;
            /** Resource */
            resource: {
                [key: string]: unknown;
            };
            /** Response Id */
            response_id: string | null;
            /**
             * Retrieval
             * @description Any JSON value
             */
            retrieval: unknown;
            scope: components["schemas"]["SpanScope"];
            /** Service Name */
            service_name: string | null;
            /** Session Id */
            session_id: string | null;
            /** Span Id */
            span_id: string;
            /**
             * Start Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "error" | "unset";
            /** Status Message */
            status_message: string | null;
            /** Stream */
            stream: boolean | null;
            /** System Instructions */
            system_instructions: string | null;
            /** Tags */
            tags: string[];
            tool: components["schemas"]["Tool"] | null;
            /**
             * Tool Definitions
             * @description Any JSON value
             */
            tool_definitions: unknown;
            /** Trace Id */
            trace_id: string;
            /** Trace Name */
            trace_name: string | null;
            /** Trace State */
            trace_state: string | null;
            /** Ttft Ms */
            ttft_ms: number | null;
            usage: components["schemas"]["SpanUsage"] | null;
            /**
             * Usage Role
             * @enum {string}
             */
            usage_role: "own" | "rollup" | "none";
            /** User Id */
            user_id: string | null;
            /** Version */
            version: string | null;
            /** Warnings */
            warnings: string[];
        };
        /**
         * SpanCost
         * @description `computed_total` stands only beside a cost that the sender provided.
         */
        SpanCost: {
            /** Cache Read */
            cache_read: string | null;
            /** Cache Write */
            cache_write: string | null;
            /** Computed Total */
            computed_total: string | null;
            /** Input */
            input: string | null;
            /** Output */
            output: string | null;
            /** Price Id */
            price_id: string | null;
            /** Reasoning */
            reasoning: string | null;
            /**
             * Source
             * @default none
             * @enum {string}
             */
            source: "none" | "provided" | "computed" | "mixed";
            /** Total */
            total: string | null;
        };
        /** SpanEvent */
        SpanEvent: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
            /**
             * Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            time: string;
        };
        /** SpanLink */
        SpanLink: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /** Span Id */
            span_id: string;
            /** Trace Id */
            trace_id: string;
            /** Trace State */
            trace_state: string;
        };
        /** SpanScope */
        SpanScope: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * SpanSummary
         * @description One span without content. `cost`, `counted` and `duplicate_of` are null until the trace is settled once.
         */
        SpanSummary: {
            cost: components["schemas"]["Cost"] | null;
            /** Counted */
            counted: boolean | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Duration Ms */
            duration_ms: number;
            /**
             * End Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            end_time: string;
            /**
             * Io Bytes
             * @description Bytes of the stored input and output together
             */
            io_bytes: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other";
            /** Level */
            level: string;
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /** Parent Span Id */
            parent_span_id: string | null;
            /** Provider */
            provider: string | null;
            /** Span Id */
            span_id: string;
            /**
             * Start Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "error" | "unset";
            usage: components["schemas"]["Usage"] | null;
            /**
             * Usage Role
             * @enum {string}
             */
            usage_role: "own" | "rollup" | "none";
        };
        /**
         * SpanText
         * @description A byte range of a stored text, on character borders. `next_offset` is null at its end.
         */
        SpanText: {
            /**
             * Content Type
             * @enum {string}
             */
            content_type: "text/plain" | "application/json";
            /**
             * Format
             * @enum {string}
             */
            format: "text" | "json" | "messages";
            /** Next Offset */
            next_offset: number | null;
            /** Offset */
            offset: number;
            /**
             * Part
             * @enum {string}
             */
            part: "input" | "output";
            /** Text */
            text: string;
            /** Total Bytes */
            total_bytes: number;
        };
        /**
         * SpanUsage
         * @description Tokens of one span with the rarer sub-counts.
         */
        SpanUsage: {
            /** Cache Read */
            cache_read: number | null;
            /** Cache Write */
            cache_write: number | null;
            /** Cache Write 1H */
            cache_write_1h: number | null;
            /** Cache Write 5M */
            cache_write_5m: number | null;
            /** Input */
            input: number | null;
            /** Input Audio */
            input_audio: number | null;
            /** Input Image */
            input_image: number | null;
            /** Input Text */
            input_text: number | null;
            /** Input Video */
            input_video: number | null;
            /** Output */
            output: number | null;
            /** Output Audio */
            output_audio: number | null;
            /** Reasoning */
            reasoning: number | null;
            /** Total */
            total: number | null;
        };
        /** TextScore */
        TextScore: {
            /** Author */
            author: string | null;
            /**
             * Created At
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            created_at: string;
            /** Explanation */
            explanation: string | null;
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "text";
            /** Name */
            name: string;
            /** Passed */
            passed: boolean | null;
            /**
             * Source
             * @enum {string}
             */
            source: "human" | "code" | "rule" | "judge";
            /** Span Id */
            span_id: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "scored" | "na" | "unscored" | "error";
            /**
             * Target
             * @enum {string}
             */
            target: "trace" | "span" | "session" | "trial";
            /** Text */
            text: string | null;
            /** Trace Id */
            trace_id: string;
        };
        /** Tool */
        Tool: {
            /**
             * Arguments
             * @description Any JSON value
             */
            arguments: unknown;
            /** Call Id */
            call_id: string | null;
            /** Description */
            description: string | null;
            /** Name */
            name: string | null;
            /**
             * Result
             * @description Any JSON value
             */
            result: unknown;
            /** Type */
            type: string | null;
        };
        /**
         * TraceDetail
         * @description A trace with its spans by start time, at most 10,000 of them.
         */
        TraceDetail: {
            /** App Root Span Id */
            app_root_span_id: string | null;
            cost: components["schemas"]["Cost"] | null;
            /** Duration Ms */
            duration_ms: number;
            /**
             * End Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            end_time: string;
            /** Environment */
            environment: string | null;
            /** Error Count */
            error_count: number;
            /** Input Preview */
            input_preview: string | null;
            /** Kinds */
            kinds: ("llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other")[] | null;
            /** Models */
            models: string[] | null;
            /** Name */
            name: string;
            /** Output Preview */
            output_preview: string | null;
            /** Providers */
            providers: string[] | null;
            /** Release */
            release: string | null;
            /** Root Inferred */
            root_inferred: boolean | null;
            /**
             * Scores
             * @default []
             */
            scores: (components["schemas"]["NumericScore"] | components["schemas"]["BooleanScore"] | components["schemas"]["CategoricalScore"] | components["schemas"]["TextScore"])[];
            /** Service Name */
            service_name: string | null;
            /** Session Id */
            session_id: string | null;
            /** Settled */
            settled: boolean;
            /** Span Count */
            span_count: number;
            /** Spans */
            spans: components["schemas"]["SpanSummary"][];
            /**
             * Start Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "error" | "unset";
            /** Tags */
            tags: string[] | null;
            /** Trace Id */
            trace_id: string;
            /** Truncated */
            truncated: boolean;
            usage: components["schemas"]["Usage"] | null;
            /** User Id */
            user_id: string | null;
            /** Warnings */
            warnings: string[] | null;
        };
        /**
         * TracePage
         * @description One page. `as_of` is what to send as `updated_after` to learn what changed since.
         */
        TracePage: {
            /**
             * As Of
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            as_of: string;
            /** Items */
            items: components["schemas"]["TraceSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * TraceSkeleton
         * @description A trace by columns, for drawing it. `complete`: every span's parent is there and none was left out.
         */
        TraceSkeleton: {
            columns: components["schemas"]["SkeletonColumns"];
            /** Complete */
            complete: boolean;
            /** Kinds */
            kinds: ("llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other")[];
            /** Levels */
            levels: string[];
            /** Missing Parents */
            missing_parents: number;
            /** Models */
            models: string[];
            /** Names */
            names: string[];
            /** Statuses */
            statuses: ("ok" | "error" | "unset")[];
            /** Total */
            total: number;
            trace: components["schemas"]["TraceSummary"];
            /** Truncated */
            truncated: boolean;
            /** Usage Roles */
            usage_roles: ("own" | "rollup" | "none")[];
        };
        /**
         * TraceSummary
         * @description One trace. Before its first settle only start, end, counts, name and status are known (`settled` is false).
         */
        TraceSummary: {
            /** App Root Span Id */
            app_root_span_id: string | null;
            cost: components["schemas"]["Cost"] | null;
            /** Duration Ms */
            duration_ms: number;
            /**
             * End Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            end_time: string;
            /** Environment */
            environment: string | null;
            /** Error Count */
            error_count: number;
            /** Input Preview */
            input_preview: string | null;
            /** Kinds */
            kinds: ("llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other")[] | null;
            /** Models */
            models: string[] | null;
            /** Name */
            name: string;
            /** Output Preview */
            output_preview: string | null;
            /** Providers */
            providers: string[] | null;
            /** Release */
            release: string | null;
            /** Root Inferred */
            root_inferred: boolean | null;
            /**
             * Scores
             * @default []
             */
            scores: (components["schemas"]["NumericScore"] | components["schemas"]["BooleanScore"] | components["schemas"]["CategoricalScore"] | components["schemas"]["TextScore"])[];
            /** Service Name */
            service_name: string | null;
            /** Session Id */
            session_id: string | null;
            /** Settled */
            settled: boolean;
            /** Span Count */
            span_count: number;
            /**
             * Start Time
             * @description UTC, nanoseconds
             * @example 2026-03-02T10:00:00.000000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "error" | "unset";
            /** Tags */
            tags: string[] | null;
            /** Trace Id */
            trace_id: string;
            usage: components["schemas"]["Usage"] | null;
            /** User Id */
            user_id: string | null;
            /** Warnings */
            warnings: string[] | null;
        };
        /**
         * Usage
         * @description Tokens; `input` and `output` include their sub-counts.
         */
        Usage: {
            /** Cache Read */
            cache_read: number | null;
            /** Cache Write */
            cache_write: number | null;
            /** Input */
            input: number | null;
            /** Output */
            output: number | null;
            /** Reasoning */
            reasoning: number | null;
            /** Total */
            total: number | null;
        };
        /** UserBody */
        UserBody: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Email */
            email: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInBody"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    listTraces: {
        parameters: {
            query?: {
                /** @description Start of the range, inclusive, RFC 3339; 31 days before `to` */
                from?: string | null;
                /** @description End of the range, exclusive, RFC 3339; tomorrow. At most 31 days after `from` */
                to?: string | null;
                /** @description Only traces that received a span since: `as_of` of the last answer */
                updated_after?: string | null;
                /** @description start_time, duration_ms, cost or tokens; - in front: descending */
                sort?: string;
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                status?: ("ok" | "error" | "unset")[];
                name?: string[];
                model?: string[];
                provider?: string[];
                user?: string[];
                session?: string[];
                tag?: string[];
                environment?: string[];
                release?: string[];
                service?: string[];
                kind?: ("llm" | "agent" | "tool" | "chain" | "retriever" | "embedding" | "reranker" | "guardrail" | "evaluator" | "other")[];
                /** @description Part of the name of the trace or of one of its spans, in any case */
                q?: string | null;
                min_duration_ms?: number | null;
                max_duration_ms?: number | null;
                min_cost?: number | string | null;
                max_cost?: number | string | null;
                min_tokens?: number | null;
                max_tokens?: number | null;
                has_error?: boolean | null;
                /** @description true: only what Assay itself did, such as judge calls */
                internal?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracePage"];
                };
            };
            /** @description Not signed in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Not there, or not in this project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter is invalid or the query too large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The trace store does not answer; see Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceDetail"];
                };
            };
            /** @description Not signed in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Not there, or not in this project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter is invalid or the query too large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The trace store does not answer; see Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getTraceSkeleton: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceSkeleton"];
                };
            };
            /** @description Not signed in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Not there, or not in this project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter is invalid or the query too large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The trace store does not answer; see Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSpan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trace_id: string;
                span_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Span"];
                };
            };
            /** @description Not signed in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Not there, or not in this project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter is invalid or the query too large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The trace store does not answer; see Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSpanText: {
        parameters: {
            query: {
                part: "input" | "output";
                offset?: number;
                limit?: number;
            };
            header?: never;
            path: {
                trace_id: string;
                span_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanText"];
                };
            };
            /** @description Not signed in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Not there, or not in this project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter is invalid or the query too large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The trace store does not answer; see Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: boolean;
                    };
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: boolean;
                    };
                };
            };
            /** @description What went wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        type: string;
                        title: string;
                        status: number;
                        detail: string;
                        request_id: string;
                        errors?: {
                            field: string;
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
}
