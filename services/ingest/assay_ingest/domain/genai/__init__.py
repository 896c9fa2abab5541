"""What a span means: names, kinds, usage, messages. Pure; a new emitter is table rows plus a vector."""
