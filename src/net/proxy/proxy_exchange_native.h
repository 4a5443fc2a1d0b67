// Passes one request on to an upstream, and the response back to the client. Request and response stream at the same
// time, each through one bounded buffer, so a slow reader slows the sender down. Source: RFC 9110 7.6, RFC 9112 9.
//
// Each wait has a deadline, so an exchange never hangs:
// - for a connection to the upstream: connect_timeout, for the look-up, all addresses and TLS together;
// - for the client to send the body: body_timeout for each 4 kB;
// - for the upstream to accept the body: response_timeout for each 4 kB;
// - for the response's head: response_timeout after the last byte of the request; bytes of the head do not restart it;
// - for the response's body: response_timeout for the next byte;
// - for the client to accept the response: write_timeout for each 4 kB;
// - after a 101: upgrade_idle_timeout for the next byte in either direction, and write_timeout as above.
// A body or stream without an end continues as long as bytes come and its watch allows it.
#pragma once

#include <memory>
#include <string>

#include "http/handler.h"
#include "net/http1/body_decoder.h"
#include "net/http1/message_head.h"
#include "net/proxy/proxied_client_native.h"
#include "net/proxy/proxy_services_native.h"
#include "net/proxy/upgrade_pump_native.h"
#include "net/proxy/upstream_pool_native.h"

namespace sallyport::net {

// Only the loop's thread may use it. Make it with std::make_shared and call start() once; its pending operations keep
// it alive, and it keeps `client` alive. At its end it calls exchange_is_over(), exchange_failed() or abort() of
// `client` once, unless cancel() comes first. `services` must outlive it.
//
// A failure before the response's head is answered:
// - 502 if the upstream cannot be reached, closes the connection or sends a wrong response;
// - 504 after a deadline of the upstream;
// - 408 after the deadline of the client's body, and 400 if that body is malformed;
// - 503 if too many connections to upstreams are open, or at give_up();
// - 500 if `forward` is not fit to be sent.
// After the head the connection is cut, so that the client sees that the response is incomplete. It is cut at any time
// if the client's connection fails or the watch ends the exchange.
class ProxyExchange : public std::enable_shared_from_this<ProxyExchange> {
 public:
  ProxyExchange(std::shared_ptr<ProxiedClient> client, ProxyServices& services, http::Forward forward);

  void start();

  // Ends the exchange without telling the client's connection, which is closing or closed.
  void cancel();

  // Called when the server stops. Ends an upgraded connection, because it could otherwise last forever.
  void drain() {
    if (pump_) pump_->end();
  }
  // Answers 503 if no answer has begun, otherwise cuts the connection.
  void give_up() { fail(503, "stopping"); }

 private:
  // proxy_exchange.cc: the order of the steps, and failures.
  Result<void> check() const;
  void attempt();
  void connect();
  void connected(ErrorCode error, std::shared_ptr<UpstreamConnection> connection);
  void promise_continue();
  void begin();
  bool may_retry() const;
  void finish();
  void fail(int status, std::string_view cause);  // answers if nothing was sent yet; otherwise cuts the connection
  void fail_upstream(int status, std::string_view cause);  // like fail(), and logs the cause
  std::optional<http::Response> page_for(int status, std::string_view cause) const;
  void tell_heard(int status);
  void cut();
  void stop();
  void download_ran_out();
  void upload_ran_out();

  // proxy_watch.cc: whether the exchange may go on.
  void start_watch();
  void watch();
  http::Watch::Verdict glance() const;
  void look();
  void await_answer();
  void looked(bool allowed);
  void expire();

  // proxy_upload.cc: client to upstream.
  void print_request();
  void upload();
  void read_client();
  void wrote_upstream(ErrorCode error);

  // proxy_download.cc: upstream to client.
  void read_upstream();
  void upstream_ended(ErrorCode error);
  void take_response_head();
  void begin_response();
  void begin_upgrade();
  void relay();
  void end_response();
  void write_client();

  const http::Upstream& upstream() const { return *forward_.upstream; }
  ClientStream& client() const { return client_->stream(); }
  bool must_close() const { return !client().head().keep_alive || client_->is_stopping(); }
  std::string_view method() const { return client().head().request.method; }

  // The output to each side. The buffers belong to the two connections, which keep them for the next exchange.
  std::string& to_client() { return client().out; }
  std::string& to_upstream() { return upstream_connection_->out; }
  const ResponseHead& response() const { return upstream_connection_->parser.head(); }

  std::shared_ptr<ProxiedClient> client_;
  ProxyServices& services_;
  http::Forward forward_;
  std::shared_ptr<Connector> connector_;
  std::shared_ptr<UpstreamConnection> upstream_connection_;
  std::shared_ptr<UpgradePump> pump_;
  Timer upload_timer_;
  Timer download_timer_;
  Timer watch_timer_;
  Deadlines::Clock::time_point answer_due_{};  // when the watch must have answered; zero if no answer is awaited
  int looking_ = 0;                            // calls of the watch on worker threads
  BodyDecoder response_body_;
  int interim_ = 0;
  std::size_t upload_progress_ = 0;                // bytes from the client since body_timeout was set
  Deadlines::Clock::duration client_time_left_{};  // the rest of body_timeout while we do not wait for the client
  bool had_body_ = false;                          // the request has a body
  bool retried_ = false;
  bool over_ = false;
  bool uploading_ = false;       // the last byte of the request is not written yet
  bool upload_ended_ = false;    // the last byte of the request is in to_upstream()
  bool reading_client_ = false;  // a read is pending whose bytes would be lost, so the connection cannot be kept
  bool got_bytes_ = false;       // some bytes of a response have arrived
  bool answered_ = false;        // the response's head is in to_client()
  bool chunked_ = false;         // the client gets chunks
  bool until_close_ = false;     // the client's body ends with the connection, so only a reset can show a cut
  bool response_ended_ = false;
  bool close_client_ = false;
};

}  // namespace sallyport::net
