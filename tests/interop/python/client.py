"""Runs MSAL for Python and azure-identity against a directory. Reads one request as JSON from each line of standard
input, and answers each with a line of JSON: what the library returned, or how it refused.

A request has "op" and what the operation needs; "authority", "caFile" and "clientId" are always there."""

import json
import sys
import urllib.parse

import msal
import requests
from azure.identity import CertificateCredential, ClientSecretCredential, OnBehalfOfCredential

flows = {}  # what was begun and goes on in a later request


def credential_of(told):
    if "certificate" in told:
        return {"private_key": told["privateKey"], "thumbprint": told.get("thumbprint"), "public_certificate": told["certificate"]}
    return told.get("secret")


def confidential(told):
    return msal.ConfidentialClientApplication(told["clientId"], client_credential=credential_of(told), authority=told["authority"],
                                              client_capabilities=told.get("capabilities"), instance_discovery=False, verify=told["caFile"])


def public(told):
    return msal.PublicClientApplication(told["clientId"], authority=told["authority"], instance_discovery=False, verify=told["caFile"])


def application(told):
    return confidential(told) if "secret" in told or "certificate" in told else public(told)


def by_client(told):
    return confidential(told).acquire_token_for_client(told["scopes"])


def begin_code(told):
    app = application(told)
    flow = app.initiate_auth_code_flow(told["scopes"], redirect_uri=told["redirectUri"])
    flows["code"] = (app, flow)
    return {"url": flow["auth_uri"]}


def by_code(told):
    app, flow = flows["code"]
    if "verifier" in told:
        flow = {**flow, "code_verifier": told["verifier"]}
    if "redirectUri" in told:
        flow = {**flow, "redirect_uri": told["redirectUri"]}
    if "redeemScopes" in told:
        flow = {**flow, "scope": [*told["redeemScopes"], "openid", "profile", "offline_access"]}
    return app.acquire_token_by_auth_code_flow(flow, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(told["answer"]).query)))


def silently(told):
    app, _ = flows["code"]
    return app.acquire_token_silent_with_error(told["scopes"], account=app.get_accounts()[0], force_refresh=True, claims_challenge=told.get("claims"))


def begin_device(told):
    app = public(told)
    flow = app.initiate_device_flow(told["scopes"])
    flows["device"] = (app, flow)
    return flow


def by_device(told):
    app, flow = flows["device"]
    if told.get("once"):
        return app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    return app.acquire_token_by_device_flow(flow)


def on_behalf_of(told):
    return confidential(told).acquire_token_on_behalf_of(told["assertion"], told["scopes"])


def by_identity(told):
    """azure-identity takes the host and the tenant apart."""
    where = urllib.parse.urlsplit(told["authority"])
    settings = {"authority": f"https://{where.netloc}", "disable_instance_discovery": True, "connection_verify": told["caFile"]}
    tenant = where.path.strip("/")
    kind = told["kind"]
    if kind == "secret":
        credential = ClientSecretCredential(tenant, told["clientId"], told["secret"], **settings)
    elif kind == "certificate":
        credential = CertificateCredential(tenant, told["clientId"], certificate_data=(told["privateKey"] + told["certificate"]).encode(), **settings)
    elif kind == "on_behalf_of":
        credential = OnBehalfOfCredential(tenant, told["clientId"], client_secret=told["secret"], user_assertion=told["assertion"], **settings)
    else:
        raise ValueError(kind)
    return {"access_token": credential.get_token(*told["scopes"]).token}


def managed_identity(told):
    client = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=requests.Session())
    return client.acquire_token_for_client(resource=told["resource"])


OPERATIONS = {each.__name__: each for each in (by_client, begin_code, by_code, silently, begin_device, by_device, on_behalf_of, by_identity, managed_identity)}


def main() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        try:
            answer = OPERATIONS[told["op"]](told)
        except Exception as error:  # whatever the libraries raise is what the test wants to see
            answer = {"error": type(error).__name__, "error_description": str(error)}
        print(json.dumps({"id": told["id"], **answer}, default=str), flush=True)


if __name__ == "__main__":
    main()
