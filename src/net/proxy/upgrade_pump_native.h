// Copies bytes in both directions between a client and an upstream after a 101. It ends when one side closes, or when
// neither has sent a byte for upgrade_idle_timeout. Only the loop's thread may use it, and `services` must outlive it.
#pragma once

#include <functional>
#include <memory>

#include "net/proxy/proxied_client_native.h"
#include "net/proxy/proxy_services_native.h"
#include "net/proxy/upstream_pool_native.h"

namespace sallyport::net {

class UpgradePump : public std::enable_shared_from_this<UpgradePump> {
 public:
  UpgradePump(std::shared_ptr<ProxiedClient> client, ProxyServices& services,
              std::shared_ptr<UpstreamConnection> upstream);

  void start();
  void cancel();  // stops without telling the client's connection
  void end();     // closes both sides

 private:
  struct Side {
    Transport& transport;
    ReadBuffer& buffer;
    Timer write_timer;  // runs during a write to this side
  };

  void move(Side& from, Side& to);
  void read(Side& from, Side& to);

  std::shared_ptr<ProxiedClient> client_;
  ProxyServices& services_;
  std::shared_ptr<UpstreamConnection> upstream_;
  Side client_side_;
  Side upstream_side_;
  Timer idle_timer_;
  bool over_ = false;
};

}  // namespace sallyport::net
