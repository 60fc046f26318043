/*
 * What servers write when nothing is wrong and nothing is secret: the lines that a collector looks at most. Times,
 * numbers and identifiers differ from line to line.
 */

type Make = (n: number) => string;

const two = (n: number) => String(n).padStart(2, "0");
const iso = (n: number) => `2026-03-02T${two(n % 24)}:${two(n % 60)}:${two((n * 7) % 60)}`;
const plain = (n: number) => iso(n).replace("T", " ");
const bsd = (n: number) => `Mar  2 ${iso(n).slice(11)}`;
const hex = (n: number, length: number) =>
  Array.from({ length }, (_, i) =>
    (((n * 2654435761 + i * i * 40503 + i * 7919) >>> (i % 13)) & 15).toString(16),
  ).join("");
const uuid = (n: number) => [8, 4, 4, 4, 12].map((length, i) => hex(n + i * 101, length)).join("-");
const ip = (n: number) => `10.${n % 4}.${(n * 3) % 250}.${(n * 11) % 250}`;
const pick = (n: number, ...texts: string[]) => texts[n % texts.length] as string;

const makers: Make[] = [
  (n) =>
    `${ip(n)} - - [02/Mar/2026:${iso(n).slice(11)} +0000] "GET /assets/${pick(n, "app.css", "logo.svg", "main.js")}?v=${n % 40} HTTP/1.1" 200 ${n % 90000} "https://shop.example.net/" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"`,
  (n) =>
    `${ip(n)} - - [02/Mar/2026:${iso(n).slice(11)} +0000] "POST /api/v2/orders/${n} HTTP/2.0" 201 ${n % 900} "-" "okhttp/4.12.0" 0.0${n % 90}`,
  (n) =>
    `${bsd(n)} web${n % 9} sshd[${n % 32768}]: Connection closed by ${ip(n)} port ${40000 + (n % 20000)} [preauth]`,
  (n) =>
    `${bsd(n)} web${n % 9} systemd[1]: ${pick(n, "Started", "Stopped", "Finished")} ${pick(n, "logrotate.service - Rotate log files", "apt-daily.service - Daily apt download activities", "man-db.service")}.`,
  (n) => `${bsd(n)} web${n % 9} CRON[${n % 32768}]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)`,
  (n) =>
    `${bsd(n)} web${n % 9} kernel: [${n}.${n % 999999}] eth0: link up, 1000 Mbps, full duplex, lpa 0x${hex(n, 4)}`,
  (n) =>
    `${bsd(n)} db${n % 3} dhclient[${n % 32768}]: DHCPACK of ${ip(n)} from 10.0.0.1 (xid=0x${hex(n, 8)})`,
  (n) => `${bsd(n)} mx1 postfix/qmgr[${n % 32768}]: ${hex(n, 10).toUpperCase()}: removed`,
  (n) =>
    `${plain(n)}.${two(n % 100)}0 UTC [${n % 32768}] LOG:  checkpoint complete: wrote ${n % 16384} buffers (0.${n % 10}%); 0 WAL file(s) added; write=${n % 270}.1 s, sync=0.004 s, total=${n % 270}.3 s`,
  (n) =>
    `${plain(n)}.123 UTC [${n % 32768}] app@shop LOG:  duration: ${n % 900}.${n % 999} ms  statement: SELECT id, name FROM items WHERE id = ${n}`,
  (n) =>
    `${plain(n)},${100 + (n % 900)} INFO  [http-nio-8080-exec-${n % 20}] c.e.shop.OrderController - order ${n} created for customer ${n % 80000} in ${n % 900}ms`,
  (n) =>
    `${plain(n)},${100 + (n % 900)} WARN  [scheduling-1] com.zaxxer.hikari.pool.HikariPool - HikariPool-1 - Thread starvation or clock leap detected (housekeeper delta=${n % 90}s).`,
  (n) =>
    `${iso(n)}.${100 + (n % 900)}Z DEBUG 1 --- [   consumer-${n % 9}] o.a.k.clients.consumer.ConsumerCoordinator : [Consumer clientId=shop-${n % 9}, groupId=shop] Committed offset ${n * 31} for partition orders-${n % 12}`,
  (n) => `\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:${n % 900})`,
  (n) =>
    `{"timestamp":"${iso(n)}.${100 + (n % 900)}Z","level":"info","service":"cart","trace_id":"${hex(n, 32)}","span_id":"${hex(n + 5, 16)}","msg":"request","method":"GET","path":"/items/${n}","status":200,"duration_ms":${n % 90}.${n % 9}}`,
  (n) =>
    `{"level":"info","ts":17${n % 100000}${10000 + (n % 9999)}.${n % 999},"caller":"server/server.go:${n % 900}","msg":"handled","requestId":"${uuid(n)}","bytes":${n * 13}}`,
  (n) =>
    `{"time":"${iso(n)}Z","lvl":"warn","component":"mailer","queue":${n % 90},"attempt":${n % 5},"message":"queue is growing, retrying later"}`,
  (n) =>
    `level=info ts=${iso(n)}.${100 + (n % 900)}Z caller=metrics.go:${n % 900} component=querier org_id=fake latency=fast query_type=range length=1h0m0s duration=${n % 900}.3ms status=200 limit=1000 returned_lines=${n % 1000}`,
  (n) =>
    `ts=${iso(n)}Z level=info msg="series GC completed" duration=${n % 900}.${n % 99}ms block=01J${hex(n, 10).toUpperCase()}`,
  (n) =>
    `I0302 ${iso(n).slice(11)}.${100000 + (n % 899999)}       1 controller.go:${n % 900}] "Observed pod" pod="prod/cart-${hex(n, 10)}-${hex(n + 3, 5)}" phase="Running"`,
  (n) =>
    `E0302 ${iso(n).slice(11)}.${100000 + (n % 899999)}       1 reflector.go:${n % 900}] k8s.io/client-go: Failed to watch *v1.Pod: Get "https://10.96.0.1:443/api/v1/pods?limit=500&resourceVersion=0": dial tcp 10.96.0.1:443: i/o timeout`,
  (n) => `[${plain(n)}] production.INFO: Order shipped {"order":${n},"carrier":"post","parcels":${n % 4}}`,
  (n) =>
    `[${iso(n)}.${100000 + (n % 899999)}][${n % 90}][info][upstream] [source/common/upstream/cds_api_helper.cc:${n % 90}] cds: add ${n % 90} cluster(s), remove 0 cluster(s)`,
  (n) =>
    `${n % 32768}:M 02 Mar 2026 ${iso(n).slice(11)}.${100 + (n % 900)} * Background saving terminated with success`,
  (n) =>
    `${iso(n)}.${100000 + (n % 899999)}Z ${n % 90} [Note] [MY-010914] [Server] Aborted connection ${n} to db: 'shop' user: 'app' host: '${ip(n)}' (Got timeout reading communication packets).`,
  (n) =>
    `[${plain(n)},${100 + (n % 900)}] INFO [GroupCoordinator ${n % 5}]: Stabilized group shop generation ${n} (__consumer_offsets-${n % 50}) with ${n % 9} members (kafka.coordinator.group.GroupCoordinator)`,
  (n) =>
    `${plain(n)} [info] <0.${n % 9999}.0> connection <0.${n % 9999}.0> (${ip(n)}:${40000 + (n % 20000)} -> 10.0.0.5:5672): user 'shop' authenticated and granted access to vhost '/'`,
  (n) =>
    `${bsd(n)} fw1 filterlog[${n % 32768}]: 4,,,1000000103,igb1,match,block,in,4,0x0,,64,${n % 65535},0,DF,6,tcp,60,${ip(n)},203.0.113.${n % 250},${n % 65535},443,0,S,${n * 17},,64240,,mss`,
  (n) => `commit ${hex(n, 40)} deployed to stage, image sha256:${hex(n, 64)}`,
  (n) => `${plain(n)} worker-${n % 9} took ${n % 900} ms for job ${uuid(n)} (queue=mail, attempts=1)`,
];

/** Lines of many programs in turn; the same for the same count. */
export const ordinaryLines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => (makers[i % makers.length] as Make)(1000 + i * 37));
