// Sends mail to a relay over SMTP, based on libcurl. It verifies TLS, and sends neither a password nor a mail in the
// clear, unless it is told that the relay is on this machine.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::net {

enum class SmtpTls {
  demanded,  // smtps://, or STARTTLS before anything is said
  waived,    // for a relay on this machine
};

struct SmtpRelay {
  std::string url;  // "smtp://mail.example:587", "smtps://mail.example"
  SmtpTls tls = SmtpTls::demanded;
  std::string user;  // empty: the relay wants none
  Secret password;
  std::string ca_file;  // trusted in addition to the system's CAs; may be empty
};

// A mail of plain text to one person. Addresses are ASCII without blanks, quotes, commas and angle brackets.
struct SmtpMail {
  std::string from;
  std::string to;
  std::string subject;  // any UTF-8
  std::string text;     // any UTF-8, lines end in '\n'
  std::string id;       // of the message, without angle brackets: "random@host"
};

// Prints the message with its headers. Subject and text are encoded, so no line of theirs is too long, and none is
// taken for a header or for the end of the mail. Source: RFC 5322 3.6, RFC 2045 6.8, RFC 2047 2.
std::string print_mail(const SmtpMail& mail, UnixTime now);

// Sends one mail. Blocks, at most for `timeout`, and ends within about a second once `stop` is requested. Any thread
// may call it. Errors: malformed/"mail_address"; rejected/"mail_refused" (the relay will not take this mail, now or
// later: 5yz of RFC 5321 4.2.1); unavailable/"mail_relay" (everything else; the detail says what).
Result<void> send_mail(const SmtpRelay& relay, const SmtpMail& mail, UnixTime now, std::chrono::milliseconds timeout,
                       std::stop_token stop = {});

}  // namespace sallyport::net
