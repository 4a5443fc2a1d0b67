// One request passed on to an upstream, and its response passed back. Body and response stream at the same time, each
// through one bounded buffer: who reads slowly slows the other down. Source: RFC 9110 7.6, RFC 9112 9.
#pragma once

#include <memory>
#include <string>

#include "http/handler.h"
#include "net/body_decoder.h"
#include "net/connection_native.h"
#include "net/message_head.h"
#include "net/upgrade_pump_native.h"
#include "net/upstream_pool_native.h"

namespace sallyport::net {

class ProxyExchange : public std::enable_shared_from_this<ProxyExchange> {
 public:
  ProxyExchange(std::shared_ptr<Connection> client, http::Forward forward);

  void start();

  // The client's connection is gone, or goes.
  void cancel();

  // The server stops: an upgraded connection has no end of its own.
  void drain() {
    if (pump_) pump_->end();
  }
  // 503 where no answer has begun, else cut.
  void give_up() { fail(503); }

 private:
  // proxy_exchange.cc: the order of things.
  Result<void> check() const;
  void attempt();
  void connect();
  void connected(ErrorCode error, std::shared_ptr<UpstreamConnection> connection);
  void promise_continue();
  void begin();
  bool may_retry() const;
  void finish();
  void fail(int status);  // answers where nothing was sent; cuts the connection where something was
  void cut();
  void stop();
  void download_ran_out();
  void upload_ran_out();

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
  std::string_view method() const { return client_->head().request.method; }

  // What is written to either side, in the buffers of the two connections: those stay from one exchange to the next.
  std::string& to_client() { return client_->out(); }
  std::string& to_upstream() { return upstream_connection_->out; }
  const ResponseHead& response() const { return upstream_connection_->parser.head(); }

  std::shared_ptr<Connection> client_;
  http::Forward forward_;
  std::shared_ptr<Connector> connector_;
  std::shared_ptr<UpstreamConnection> upstream_connection_;
  std::shared_ptr<UpgradePump> pump_;
  Timer upload_timer_;
  Timer download_timer_;
  BodyDecoder response_body_;
  int interim_ = 0;
  std::size_t upload_progress_ = 0;                // bytes since the client's time was set
  Deadlines::Clock::duration client_time_left_{};  // while nobody waits for the client
  bool had_body_ = false;                          // the request
  bool retried_ = false;
  bool over_ = false;
  bool uploading_ = false;       // until the last byte of the request is written
  bool upload_ended_ = false;    // that byte is in to_upstream()
  bool reading_client_ = false;  // bytes may be taken that nobody will see: the connection cannot be kept
  bool got_bytes_ = false;       // of a response
  bool answered_ = false;        // the response's head is in to_client()
  bool chunked_ = false;         // towards the client
  bool until_close_ = false;     // towards the client, so that only a reset can say that something is missing
  bool response_ended_ = false;
  bool close_client_ = false;
};

}  // namespace sallyport::net
