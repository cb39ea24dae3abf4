//! What is signed can be verified with what is published, in both forms.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use server::signing::{CHAT, addon_account};
use server::state::now;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::browser::Site;

/// The claims of a token, by the JSON Web Keys at `jwk` and by the
/// certificates at `pem`.
async fn verify(site: &Site, token: &str, jwk: &str, pem: &str, audience: &str) -> Value {
    let browser = site.browser();
    let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let answer = browser.get(pem).await.expect(200, "BEGIN CERTIFICATE");
    assert!(answer.header("cache-control").contains("max-age=3600"));
    let certificate = answer.json()[&kid].as_str().unwrap().to_owned();
    let (_, pem) = x509_parser::pem::parse_x509_pem(certificate.as_bytes()).unwrap();
    let (_, x509) = X509Certificate::from_der(&pem.contents).unwrap();
    assert!(x509.validity().is_valid());
    let public = x509.public_key().subject_public_key.data.to_vec();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = base64(signature);
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public)
        .verify(signed.as_bytes(), &signature)
        .unwrap();

    let set: JwkSet =
        serde_json::from_value(browser.get(jwk).await.expect(200, "keys").json()).unwrap();
    let key = DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[audience]);
    jsonwebtoken::decode::<Value>(token, &key, &validation)
        .unwrap()
        .claims
}

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .unwrap()
}

#[tokio::test]
async fn requests_to_apps_are_signed_for_both_audiences() {
    let site = Site::start(&[]).await;
    let signing = &site.running.server.signing;
    let token = signing.chat_token(1_234, now()).await.unwrap();
    let jwk = format!("/service_accounts/v1/jwk/{CHAT}");
    for path in ["service_accounts", "robot"] {
        let pem = format!("/{path}/v1/metadata/x509/{CHAT}");
        let claims = verify(&site, &token, &jwk, &pem, "1234").await;
        assert_eq!(
            (&claims["iss"], &claims["aud"]),
            (&CHAT.into(), &"1234".into())
        );
        assert_eq!(
            claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
            3_600
        );
    }
    let url = "https://app.example/chat";
    let email = addon_account(77);
    let token = signing.endpoint_token(url, &email, now()).await.unwrap();
    let claims = verify(&site, &token, "/oauth2/v3/certs", "/oauth2/v1/certs", url).await;
    assert_eq!(claims["iss"], "https://accounts.google.com");
    assert_eq!(
        (&claims["email"], &claims["email_verified"]),
        (&email.into(), &true.into())
    );
    assert_eq!(claims["azp"], claims["sub"]);
    assert_eq!(claims["sub"].as_str().unwrap().len(), 21);
    // The two signers have keys of their own.
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    assert!(
        site.browser()
            .get(&jwk)
            .await
            .json()
            .to_string()
            .find(&kid)
            .is_none()
    );
}

#[tokio::test]
async fn service_accounts_keys_are_published() {
    let site = Site::start(&[]).await;
    let file = site.data.path().join("key.json");
    let app = site.admin(&["app", "create", "Robo", "--key-out", file.to_str().unwrap()]);
    let email = app["clientEmail"].as_str().unwrap();
    let key: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let private = key["private_key"].as_str().unwrap();
    let encoding = jsonwebtoken::EncodingKey::from_rsa_pem(private.as_bytes()).unwrap();
    let mut header = jsonwebtoken::Header::new(Algorithm::RS256);
    header.kid = Some(key["private_key_id"].as_str().unwrap().to_owned());
    let exp = now().0 / 1_000_000 + 60;
    let claims = serde_json::json!({"aud": "x", "exp": exp});
    let token = jsonwebtoken::encode(&header, &claims, &encoding).unwrap();
    let jwk = format!("/service_accounts/v1/jwk/{email}");
    let pem = key["client_x509_cert_url"].as_str().unwrap();
    verify(&site, &token, &jwk, pem, "x").await;
    for path in ["metadata/x509", "jwk"] {
        let path = format!("/service_accounts/v1/{path}/nobody@example.com");
        site.browser().get(&path).await.expect(404, "NOT_FOUND");
    }
}

/// Who reads the database alone can sign nothing.
#[tokio::test]
async fn private_keys_are_not_in_the_database() {
    let site = Site::start(&[]).await;
    site.running
        .server
        .signing
        .chat_token(1, now())
        .await
        .unwrap();
    let folder = site.data.path().to_owned();
    site.running.stop().await;
    let bytes = std::fs::read(folder.join("confab.db")).unwrap();
    // What every PKCS #8 of an RSA key begins with.
    let start = [
        0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
    ];
    assert!(!bytes.windows(start.len()).any(|part| part == start));
    assert!(folder.join("secret.key").exists());
}
