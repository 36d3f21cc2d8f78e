use generator::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t = std::time::Instant::now();
    let bytes = std::fs::read(&path).unwrap();
    let dir = std::path::Path::new(&path).parent().unwrap().to_owned();
    let loaded = load::load(&path, bytes, &|p: &str| std::fs::read(dir.join(p)));
    for d in &loaded.diagnostics { println!("{:?} {} {}", d.severity, d.code, d.message); }
    let doc = loaded.document.unwrap();
    eprintln!("load {:?}", t.elapsed());
    let diags = diagnostic::Diagnostics::default();
    let reader = openapi::Reader::new(&doc, &diags).unwrap();
    let config = config::parse("apis:\n  whop:\n    document: x.yml\n    credential:\n      setter: api_key\n      environment: WHOP_API_KEY\n").unwrap();
    let t = std::time::Instant::now();
    let api = lower::lower(&reader, "whop", config.apis.get("whop").unwrap(), &diags);
    eprintln!("lower {:?}", t.elapsed());
    for d in diags.into_vec() { println!("{:?} {} {} at {:?}", d.severity, d.code, d.message, match &d.place { diagnostic::Place::Value(o)|diagnostic::Place::Key(o)=>doc.pointer(*o), _=>String::new()}); }
    if std::env::args().nth(2).is_some() {
    for t in &api.types { println!("TYPE {} {:?} {:?} {:?}", t.name, t.direction, t.home, match &t.kind { ir::TypeKind::Struct(s)=>format!("struct {:?}", s.fields.iter().map(|f| format!("{}:{:?}{}{}{}",f.name,f.shape,if f.required{"!"}else{"?"},if f.nullable{"N"}else{""},f.preset.as_ref().map(|p|p.to_string()).unwrap_or_default())).collect::<Vec<_>>()), ir::TypeKind::Enum(e)=>format!("enum {:?}", e.values.iter().map(|v|&v.name).collect::<Vec<_>>()), k=>format!("{k:?}")}); }
    for r in &api.resources { println!("RES {} {}", r.name, r.type_name); for o in &r.operations { println!("   {} {} {} path={:?} params={:?} body={:?} out={:?} err={}", o.name,o.method,o.path,o.path_parameters.iter().map(|p|&p.field.name).collect::<Vec<_>>(),o.parameters.as_ref().map(|p|&p.name),o.body.as_ref().map(|b|&b.content.shape),o.output,o.errors.len()); } }
    println!("{:?}", api.error_format); println!("{:?}", api.error_bodies); println!("{:?} {:?}", api.common_errors, api.common_security);println!("{:?}", api.credentials);
    }
    let n=|f: &dyn Fn(&ir::TypeKind)->bool| api.types.iter().filter(|t| f(&t.kind)).count();
    eprintln!("types {} struct {} enum {} const {} union {} alias {} ops {}", api.types.len(), n(&|k| matches!(k, ir::TypeKind::Struct(_))), n(&|k| matches!(k, ir::TypeKind::Enum(_))), n(&|k| matches!(k, ir::TypeKind::Constant(_))), n(&|k| matches!(k, ir::TypeKind::Union(_))), n(&|k| matches!(k, ir::TypeKind::Alias(_))), api.resources.iter().map(|r| r.operations.len()).sum::<usize>());
}
