extension HTMLReport {
  /// The style sheet; colours are variables so that plots follow them, each verdict has an ink and a tint.
  static let style: Markup = """
    :root{--page:#f4f6f9;--card:#fff;--ink:#17202b;--soft:#56636f;--line:#dfe4ea;--accent:#3454d1;--tint:#eef2fd;
    --pass:#0f6b3a;--pass-tint:#e0f4e8;--warn:#855000;--warn-tint:#fdeecb;--fail:#ad1f1f;--fail-tint:#fde4e2;
    --short:#5a3ea6;--short-tint:#ece6fb;--none:#4a5663;--none-tint:#e8ecf1;
    --zone-pass:#8fd0aa;--zone-warn:#f0c35e;--zone-fail:#e58a85}
    @media (prefers-color-scheme:dark){:root{--page:#0e1318;--card:#161c23;--ink:#e7ebf0;--soft:#9ba8b5;--line:#29323c;
    --accent:#8fa8ff;--tint:#1b2436;--pass:#74dba0;--pass-tint:#12301f;--warn:#f6c46d;--warn-tint:#35280d;
    --fail:#ff9d97;--fail-tint:#401b1b;--short:#c2adff;--short-tint:#2a2146;--none:#adb8c4;--none-tint:#252d36;
    --zone-pass:#2c6a46;--zone-warn:#80611c;--zone-fail:#8a3a37}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
    "Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif}
    header,main,footer{max-width:1080px;margin:0 auto;padding:0 24px}
    .skip{position:absolute;left:-9999px}
    .skip:focus{left:16px;top:12px;padding:8px 14px;background:var(--accent);color:var(--card);border-radius:6px}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    header{padding-top:36px}
    .product{margin:0;color:var(--accent);font-size:.85rem;font-weight:600;letter-spacing:.02em}
    h1{margin:2px 0 0;font-size:1.9rem;line-height:1.2;letter-spacing:-.02em}
    .subject{margin:4px 0 0;color:var(--soft);overflow-wrap:anywhere}
    nav ul{display:flex;flex-wrap:wrap;gap:8px;margin:18px 0 0;padding:0;list-style:none}
    nav a{display:flex;align-items:center;gap:7px;padding:5px 13px;border:1px solid var(--line);border-radius:999px;
    background:var(--card);color:var(--ink);font-size:.88rem;text-decoration:none}
    nav li{max-width:100%;overflow-wrap:anywhere}
    nav a:hover{border-color:var(--accent)}
    nav small{color:var(--soft)}
    .dot{width:8px;height:8px;border-radius:50%;background:currentColor}
    section{margin:20px 0;padding:24px 28px 28px;background:var(--card);border:1px solid var(--line);border-radius:14px;
    overflow-wrap:break-word}
    .title{display:flex;align-items:center;gap:12px;flex-wrap:wrap}
    h2{margin:0;font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
    h3{margin:28px 0 6px;font-size:1rem}
    .headline{margin:6px 0 0;font-size:1.08rem}
    .reason,.hint,.note{color:var(--soft)}
    .hint{margin:0 0 10px;font-size:.9rem}
    .note{margin:3px 0 0;font-size:.84rem;font-weight:400;line-height:1.45}
    .badge{display:inline-flex;align-items:center;gap:6px;padding:2px 11px 2px 4px;border-radius:999px;font-size:.84rem;
    font-weight:600;white-space:nowrap}
    .sign{display:inline-grid;place-items:center;width:18px;height:18px;border-radius:50%;background:currentColor;
    font-size:.72rem;line-height:1}
    .sign b{color:var(--card)}
    .pass{color:var(--pass);--now:var(--pass-tint)}.warn{color:var(--warn);--now:var(--warn-tint)}
    .fail{color:var(--fail);--now:var(--fail-tint)}.short{color:var(--short);--now:var(--short-tint)}
    .none{color:var(--none);--now:var(--none-tint)}
    .badge,.verdict{background:var(--now)}
    .verdict{display:flex;align-items:center;gap:14px;margin:14px 0 0;padding:14px 18px;border-radius:10px;
    border-left:5px solid currentColor}
    .verdict p{margin:0;color:var(--ink)}
    .verdict .badge{font-size:1.02rem;background:var(--card);padding:5px 15px 5px 7px}
    .tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:14px 0 0}
    .tiles div{padding:12px 16px;border:1px solid var(--line);border-radius:10px}
    .tiles dt{color:var(--soft);font-size:.82rem}
    .tiles dd{margin:0;font-size:1.5rem;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums}
    .tiles small{display:block;color:var(--soft);font-size:.78rem;font-weight:400;overflow-wrap:anywhere}
    .explanation{display:grid;grid-template-columns:repeat(3,1fr);gap:24px;margin:20px 0 0;padding:18px 20px;
    background:var(--tint);border-radius:10px}
    .explanation h3{margin:0 0 2px;color:var(--accent);font-size:.84rem}
    .explanation>*,.title>*{min-width:0}
    .explanation p{margin:0;font-size:.92rem}
    table{width:100%;border-collapse:collapse;font-size:.9rem}
    caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    th,td{padding:8px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
    th:first-child,td:first-child{padding-left:0}
    th:last-child,td:last-child{padding-right:0}
    thead th{color:var(--soft);font-size:.8rem;font-weight:600;white-space:nowrap}
    tbody tr:last-child>*{border-bottom:0}
    .number{text-align:right;font-variant-numeric:tabular-nums}
    .findings{table-layout:fixed}
    .findings thead th:nth-child(n+2){text-align:right}
    .findings thead th:nth-child(2){width:21%}.findings thead th:nth-child(3){width:23%}
    .findings thead th:nth-child(4){width:9%}.findings thead th:nth-child(5){width:10%}
    .beside .scroll td,.beside .scroll th{padding-top:4.5px;padding-bottom:4.5px}
    code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    .estimate{font-size:1.05rem;font-weight:650;font-variant-numeric:tabular-nums}
    .unit,.undefined{color:var(--soft)}
    .unit,.basis,.range{font-size:.84rem}
    .basis{display:block;color:var(--soft)}
    .range{display:block;color:var(--soft);font-variant-numeric:tabular-nums}
    .gates td:first-child{width:1%}
    .measure{width:216px}
    .gauge{display:block;max-width:100%;margin-top:2px;overflow:visible}
    .zone{fill:var(--zone-pass)}.zone.warn{fill:var(--zone-warn)}.zone.fail{fill:var(--zone-fail)}
    figure{margin:28px 0 0}
    figcaption{margin:0 0 10px;font-weight:650}
    .beside{display:grid;grid-template-columns:minmax(0,9fr) minmax(0,11fr);gap:32px;align-items:start}
    .beside thead th{white-space:normal;vertical-align:bottom}
    .scroll th[scope=row]{white-space:nowrap}
    .scroll{overflow-x:auto}
    section>.scroll caption{position:static;width:auto;height:auto;clip-path:none;padding:24px 0 4px;text-align:left;
    font-size:1rem;font-weight:650}
    details{margin-top:20px}
    summary{cursor:pointer;font-weight:600}
    .plain{margin:0;padding-left:20px}
    .plot{display:block;width:100%;height:auto;max-width:520px;fill:currentColor;font-size:11.5px}
    .plot .tick{fill:var(--soft)}
    .plot .value{font-variant-numeric:tabular-nums}
    .plot .count{font-size:19px;font-weight:650}
    .grid{stroke:var(--line)}
    .reference{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:5 4}
    .whisker{stroke:var(--accent);stroke-width:2;stroke-linecap:round}
    .point{fill:var(--accent);stroke:var(--accent);stroke-width:2}
    .hollow{fill:var(--card)}
    .bar,.cell{fill:var(--accent)}
    .gauge .whisker,.gauge .point{stroke:var(--ink)}
    .gauge .point{fill:var(--card)}
    footer{padding-bottom:32px;color:var(--soft);font-size:.84rem}
    @media (max-width:760px){
    header,main,footer{padding-left:14px;padding-right:14px}
    header{padding-top:22px}
    h1{font-size:1.5rem}
    section{padding:18px 16px 20px;border-radius:12px}
    .verdict{flex-wrap:wrap}
    .tiles{grid-template-columns:1fr 1fr}
    .explanation,.beside{grid-template-columns:minmax(0,1fr);gap:16px}
    .plot{font-size:13.5px}
    .stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .stack,.stack tbody{display:block}
    .stack tr{display:flex;flex-wrap:wrap;gap:2px 16px;padding:12px 0;border-bottom:1px solid var(--line)}
    .stack tr:last-child{border-bottom:0}
    .stack tbody th,.stack tbody td{display:block;width:auto;padding:0;border:0;text-align:left}
    .stack tbody th{flex-basis:100%}
    .stack td[data-label]::before{content:attr(data-label) " ";color:var(--soft)}
    .stack td[data-label]{font-size:.84rem}
    .stack .absent{display:none}
    .stack .interval{flex-basis:100%}
    .basis{display:inline;margin-left:6px}
    .measure{padding-top:6px!important}
    }
    @media print{
    :root{--page:#fff}
    body{font-size:11pt}
    nav,.skip{display:none}
    section{padding:0;border:0;break-inside:auto}
    figure,tr,.explanation,.verdict{break-inside:avoid}
    details::details-content{content-visibility:visible;height:auto;block-size:auto}
    .badge,.verdict,.zone,.explanation{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    }
    """
}
