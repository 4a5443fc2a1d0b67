#include "net/client/smtp_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <memory>
#include <string_view>

#include "base/characters.h"
#include "base/encoding.h"
#include "net/client/curl_exchange_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kEncodedLine = 76;      // characters; RFC 2045 6.8
constexpr std::size_t kMaxMailAddress = 254;  // RFC 5321 4.5.3.1.3

struct CloseMailHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct FreeRecipients {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// Stricter than RFC 5321: no quoted local parts, and nothing that a header or a command could end at.
bool is_plain_address(std::string_view text) {
  const auto at = text.find('@');
  const bool one_at =
      at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos;
  return one_at && text.size() <= kMaxMailAddress && std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < 0x7f && std::string_view("\"(),:;<>[]\\").find(c) == std::string_view::npos;
         });
}

std::string in_lines(std::string_view encoded) {
  std::string out;
  for (; !encoded.empty(); encoded.remove_prefix(std::min(kEncodedLine, encoded.size())))
    out.append(encoded.substr(0, kEncodedLine)).append("\r\n");
  return out;
}

// As encoded words of at most 75 characters, cut between characters (RFC 2047 2 and 5).
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kBytesOfWord = 42;
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(kBytesOfWord, text.size());
    while (size > 1 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    out.append(out.empty() ? "" : "\r\n ")
        .append("=?UTF-8?B?")
        .append(base64_encode(text.substr(0, size)))
        .append("?=");
    text.remove_prefix(size);
  }
  return out;
}

// "Mon, 30 Nov 2026 18:00:00 +0000"; RFC 5322 3.3.
std::string mail_date(UnixTime now) {
  const std::time_t seconds = now.seconds;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::string(kDays[static_cast<std::size_t>(parts.tm_wday)]) + ", " + two(parts.tm_mday) + " " +
         std::string(kMonths[static_cast<std::size_t>(parts.tm_mon)]) + " " + std::to_string(parts.tm_year + 1900) +
         " " + two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec) + " +0000";
}

// What is left to send, for curl's callback.
struct Outgoing {
  std::string_view left;
};

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* data) noexcept {
  auto& outgoing = *static_cast<Outgoing*>(data);
  const std::size_t taken = std::min(size * count, outgoing.left.size());
  std::memcpy(to, outgoing.left.data(), taken);
  outgoing.left.remove_prefix(taken);
  return taken;
}

class MailOptions {
 public:
  explicit MailOptions(CURL* handle) : handle_(handle) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (first_ == CURLE_OK) first_ = code;
  }
  CURLcode first() const { return first_; }

 private:
  CURL* handle_;
  CURLcode first_ = CURLE_OK;
};

void set_mail_safety(MailOptions& options, const SmtpRelay& relay, const Destinations& trust) {
  options.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  options.set(CURLOPT_PROXY, "");
  options.set(CURLOPT_NOPROXY, "*");
  options.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  // With CURLUSESSL_ALL, curl gives up unless STARTTLS works, before it names a sender or a password.
  options.set(CURLOPT_USE_SSL, static_cast<long>(relay.tls == SmtpTls::demanded ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  options.set(CURLOPT_SSL_CTX_FUNCTION, on_tls);
  options.set(CURLOPT_SSL_CTX_DATA, static_cast<const void*>(&trust));
  if (relay.user.empty()) return;
  options.set(CURLOPT_USERNAME, relay.user.c_str());
  options.set(CURLOPT_PASSWORD, relay.password.reveal().data());  // the text ends in a NUL, as of every std::string
}

// 5yz says that the same mail will be refused again. A refused password is a mistake of the configuration, which may be
// mended while the mail waits.
Failure mail_fault(CURLcode code, CURL* handle, std::string_view text) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  const bool final = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  std::string detail = text.empty() ? std::string(curl_easy_strerror(code)) : std::string(text);
  if (status != 0) detail += " (" + std::to_string(status) + ")";
  if (final && status >= 500 && status < 600) return failure(Kind::rejected, "mail_refused", "RFC 5321 4.2.1", detail);
  return failure(Kind::unavailable, "mail_relay", {}, std::move(detail));
}

}  // namespace

std::string print_mail(const SmtpMail& mail, UnixTime now) {
  std::string out;
  out.append("Date: ").append(mail_date(now)).append("\r\n");
  out.append("From: <").append(mail.from).append(">\r\n");
  out.append("To: <").append(mail.to).append(">\r\n");
  out.append("Message-ID: <").append(mail.id).append(">\r\n");
  out.append("Subject: ").append(encoded_words(mail.subject)).append("\r\n");
  out.append("Auto-Submitted: auto-generated\r\n");  // RFC 3834 5: so that no vacation notice answers
  out.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
  out.append("Content-Transfer-Encoding: base64\r\n\r\n");
  return out + in_lines(base64_encode(mail.text));
}

Result<void> send_mail(const SmtpRelay& relay, const SmtpMail& mail, UnixTime now, std::chrono::milliseconds timeout,
                       std::stop_token stop) {
  if (!is_plain_address(mail.from) || !is_plain_address(mail.to)) return failure(Kind::malformed, "mail_address");
  const std::unique_ptr<CURL, CloseMailHandle> handle(curl_easy_init());
  const std::string from = "<" + mail.from + ">";
  const std::unique_ptr<curl_slist, FreeRecipients> recipients(
      curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()));
  if (!handle || !recipients) return failure(Kind::unavailable, "mail_relay", {}, "out of memory");
  const std::string message = print_mail(mail, now);
  Outgoing outgoing{message};
  Destinations trust;
  trust.ca_file = relay.ca_file;
  std::array<char, CURL_ERROR_SIZE> text{};
  MailOptions options(handle.get());
  set_mail_safety(options, relay, trust);
  options.set(CURLOPT_URL, relay.url.c_str());
  options.set(CURLOPT_MAIL_FROM, from.c_str());
  options.set(CURLOPT_MAIL_RCPT, recipients.get());
  options.set(CURLOPT_UPLOAD, 1L);
  options.set(CURLOPT_READFUNCTION, on_read);
  options.set(CURLOPT_READDATA, &outgoing);
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::chrono::milliseconds::rep>(timeout.count(), 1)));
  options.set(CURLOPT_NOPROGRESS, 0L);
  options.set(CURLOPT_XFERINFOFUNCTION, on_progress);
  options.set(CURLOPT_XFERINFODATA, &stop);
  options.set(CURLOPT_ERRORBUFFER, text.data());
  if (options.first() != CURLE_OK)
    return failure(Kind::unavailable, "mail_relay", {}, curl_easy_strerror(options.first()));
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return {};
  return mail_fault(code, handle.get(), text.data());
}

}  // namespace sallyport::net
