// What is recorded by latency-record.mjs: how each product is configured, and the same as options of our policies.
// Beyond what keeps connections open for as long as a recording takes, everything is as the products have it by default:
// HAProxy keeps connections to the servers (`http-reuse safe`), nginx opens one for each request.

const haproxy = (name, line, balance, maxconn = 0) => ({
  name,
  product: 'haproxy',
  policy: { balance },
  server: maxconn > 0 ? { maxconn } : {},
  text: (ports, front) => `global
  nbthread 1
  maxconn 8000
defaults
  mode http
  timeout connect 1s
  timeout client 300s
  timeout server 300s
  timeout queue 300s
  timeout http-keep-alive 300s
frontend f
  bind 127.0.0.1:${front}
  default_backend b
backend b
  balance ${line}
${ports.map((port, i) => `  server s${i} 127.0.0.1:${port}${maxconn > 0 ? ` maxconn ${maxconn}` : ''}`).join('\n')}
`,
})

const nginx = (name, line, method) => ({
  name,
  product: 'nginx',
  policy: { method },
  server: {},
  text: (ports, front) => `daemon off; worker_processes 1; user root;
pid {folder}/pid; error_log {folder}/errors error;
events { worker_connections 8000; }
http {
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  keepalive_timeout 300s; keepalive_requests 1000000;
  upstream u { ${line} ${ports.map(port => `server 127.0.0.1:${port};`).join(' ')} }
  server {
    listen 127.0.0.1:${front};
    location / { proxy_pass http://u; proxy_read_timeout 300s; }
  }
}
`,
})

export const strategies = [
  haproxy('HAProxy roundrobin', 'roundrobin', { by: 'roundrobin' }),
  haproxy('HAProxy random(2)', 'random(2)', { by: 'random', draws: 2 }),
  haproxy('HAProxy leastconn', 'leastconn', { by: 'leastconn' }),
  haproxy('HAProxy leastconn, maxconn 1', 'leastconn', { by: 'leastconn' }, 1),
  nginx('nginx round robin', '', 'round-robin'),
  nginx('nginx random two', 'random two least_conn;', 'random-two'),
  nginx('nginx least_conn', 'least_conn;', 'least-conn'),
]

export const argumentsOf = {
  haproxy: file => ['-db', '-q', '-f', file],
  nginx: (file, folder) => ['-p', folder, '-c', file],
}
