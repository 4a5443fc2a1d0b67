// Where a PostgreSQL database is, and how to log in to it: libpq's URL with our own defaults.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace sallyport::stores {

struct PostgresPlace {
  std::vector<std::pair<std::string, std::string>> keywords;  // as libpq takes them, without the password
  Secret password;                                            // the URL's; empty: libpq looks into the passfile

  // The hosts, the port if it is given, and the database, for messages: "db1.example,db2.example/sallyport". Never the
  // user's password.
  std::string name() const;

  // Whether the server's certificate and its name are checked. Always so for a host that is not this machine, unless
  // the URL says otherwise.
  bool verifies_server() const;
};

// Reads a URL "postgresql://user@host1,host2/database?sslmode=…". Defaults, for what the URL leaves out:
//   service, host, hostaddr  libpq's variables PGSERVICE, PGHOST and PGHOSTADDR, which libpq would follow anyway
//   sslmode                  verify-full, unless every host is this machine (a socket, localhost, 127.0.0.0/8, ::1)
//   sslrootcert              the system's certificates, /etc/ssl/certs/ca-certificates.crt
//   gssencmode               disable where sslmode is verify-…, because libpq would prefer Kerberos to TLS
//   connect_timeout          `connect_timeout`, for each host; the URL may say 1 to 60 seconds
//   target_session_attrs     read-write, so that of several hosts the primary is chosen
//   keepalives_…             a silent connection is probed after a minute, before a firewall forgets it
// Errors: rejected/"postgres_url" with what is wrong; the detail never quotes the URL. Source: PostgreSQL 15, 34.1.
Result<PostgresPlace> parse_place(std::string_view url, std::chrono::seconds connect_timeout);

}  // namespace sallyport::stores
