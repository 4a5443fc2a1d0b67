"""Trusts one authority and requests each address with BoringSSL. Prints each status. Arguments: the file of the
authority, addresses."""
import sys

from curl_cffi import requests

for address in sys.argv[2:]:
    print(requests.get(address, verify=sys.argv[1]).status_code)
