"""OpenMetadata's client for Python. Reads a request as JSON from each line of its input, asks the client to do it, and
answers with a line of JSON: what the client's own class has read, or how the client has failed."""
import json
import sys

from metadata.generated.schema.api.createBot import CreateBot
from metadata.generated.schema.api.policies.createPolicy import CreatePolicyRequest
from metadata.generated.schema.api.teams.createRole import CreateRoleRequest
from metadata.generated.schema.api.teams.createTeam import CreateTeamRequest
from metadata.generated.schema.api.teams.createUser import CreateUserRequest
from metadata.generated.schema.entity.bot import Bot
from metadata.generated.schema.entity.policies.policy import Policy
from metadata.generated.schema.entity.services.connections.metadata.openMetadataConnection import OpenMetadataConnection
from metadata.generated.schema.entity.teams.role import Role
from metadata.generated.schema.entity.teams.team import Team
from metadata.generated.schema.entity.teams.user import User
from metadata.ingestion.ometa.ometa_api import OpenMetadata

NOUNS = {"user": (User, CreateUserRequest), "team": (Team, CreateTeamRequest), "role": (Role, CreateRoleRequest),
         "policy": (Policy, CreatePolicyRequest), "bot": (Bot, CreateBot)}

api = None  # of the last `connect`


def plain(entity):
    return {"entity": entity and json.loads(entity.model_dump_json(exclude_none=True))}


def connect(told):
    global api
    api = OpenMetadata(OpenMetadataConnection(hostPort=told["url"] + "/api", authProvider="openmetadata", securityConfig={"jwtToken": told["token"]},
                                              enableVersionValidation=told["validate"]))
    return {"version": api.get_server_version(), "healthy": api.health_check()}


def create(told):
    return plain(api.create(NOUNS[told["noun"]][1](**told["body"])))


def put(told):
    return plain(api.create_or_update(NOUNS[told["noun"]][1](**told["body"])))


def by_name(told):
    return plain(api.get_by_name(NOUNS[told["noun"]][0], told["name"], fields=told.get("fields"), include=told.get("include")))


def by_id(told):
    return plain(api.get_by_id(NOUNS[told["noun"]][0], told["key"], fields=told.get("fields")))


def page(told):
    found = api.list_entities(NOUNS[told["noun"]][0], limit=told["limit"], after=told.get("after"), before=told.get("before"), params=told.get("params"))
    return {"names": [each.name.root for each in found.entities], "total": found.total, "after": found.after, "before": found.before}


def everything(told):
    return {"names": [each.name.root for each in api.list_all_entities(NOUNS[told["noun"]][0], limit=told["limit"], fields=told.get("fields"))]}


def patch(told):
    """Changes members of an object as an application does: it reads the object, changes its copy, and hands in both."""
    kind = NOUNS[told["noun"]][0]
    source = api.get_by_id(kind, told["key"], fields=told.get("fields"))
    changed = json.loads(source.model_dump_json(exclude_unset=True)) | told["change"]
    return plain(api.patch(kind, source, kind.model_validate(changed), override_metadata=True, skip_on_failure=False, if_match=told.get("if_match")))


def delete(told):
    api.delete(NOUNS[told["noun"]][0], told["key"], hard_delete=told.get("hard", False))
    return {}


def restore(told):
    return plain(api.restore(NOUNS[told["noun"]][0], told["key"]))


def versions(told):
    kind = NOUNS[told["noun"]][0]
    listed = api.get_list_entity_versions(told["key"], kind).versions
    newest = json.loads(listed[0])["version"] if isinstance(listed[0], str) else listed[0]["version"]
    return {"count": len(listed), **plain(api.get_entity_version(kind, told["key"], newest))}


OPERATIONS = {each.__name__: each for each in (connect, create, put, by_name, by_id, page, everything, patch, delete, restore, versions)}


def main() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        try:
            answer = OPERATIONS[told["op"]](told)
        except Exception as error:  # whatever the client raises is what the test wants to see
            answer = {"error": type(error).__name__, "status": getattr(error, "status_code", None), "error_description": str(error)}
        print(json.dumps({"id": told["id"], **answer}), flush=True)


if __name__ == "__main__":
    main()
