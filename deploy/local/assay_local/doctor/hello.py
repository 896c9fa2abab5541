"""The doctor's workflow and activity. Alone in its file: Temporal loads it again in its sandbox, imports and all."""

from datetime import timedelta

from temporalio import activity, workflow


@activity.defn(name="doctor.greet")
def greet(name: str) -> str:
    return f"Hello, {name}"


@workflow.defn(name="doctor.hello")
class Hello:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(greet, name, start_to_close_timeout=timedelta(seconds=10))
